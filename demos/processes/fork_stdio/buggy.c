/*
 * processes/fork_stdio/buggy.c - one line printed, two in the file.
 * Cure: fixed.c
 *
 * BUG     What stdio has not yet written is memory like any other, and fork
 *         copies it: both processes write it when they end.
 * WHEN    Whenever the buffer is not empty at fork. Unseen on a terminal, where
 *         each line is written at once; seen when the output goes to a file.
 * FIX     fflush before fork, or _exit in the child.
 * PYTHON  S1, Understanding processes: print, os.fork, and python3 twin.py |
 *         cat
 *
 * expect plain      wrong
 * expect tsan-gcc   misses bad-result
 * expect tsan-clang misses bad-result
 * expect helgrind   misses bad-result
 * expect drd        misses bad-result
 * expect lockcheck  misses bad-result
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
