/*
 * processes/fork_stdio/fixed.c - nothing buffered at fork.
 *
 * FIX     fflush before fork: an empty buffer has nothing to copy.
 * PYTHON  S1, Understanding processes: sys.stdout.flush() before os.fork()
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

#include <sys/wait.h>

static int count_lines(FILE *file)
{
    int lines = 0;
    rewind(file);
    for (int c = getc(file); c != EOF; c = getc(file)) {
        lines += c == '\n';
    }
    return lines;
}

int main(void)
{
    FILE *report = tmpfile();
    if (report == NULL) {
        return 2;
    }
    fprintf(report, "report\n");
    MUST_SYS(fflush(report));
    pid_t child = (pid_t)MUST_SYS(fork());
    if (child == 0) {
        fprintf(report, "from the child\n");
        exit(0);
    }
    MUST_SYS(waitpid(child, NULL, 0));
    fprintf(report, "from the parent\n");
    MUST_SYS(fflush(report));
    int lines = count_lines(report);
    printf("3 lines printed, %d in the file\n", lines);
    return lines == 3 ? 0 : 1;
}
