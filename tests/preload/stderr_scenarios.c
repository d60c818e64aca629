/* What stands at descriptor 2 when an inversion is told: something that wants words, or data. */
#include "preload/nest.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>

enum { FILE_FD = 9, STATUS_OF_FINDINGS = 66 }; /* FILE_FD: the file, in every process */

static pthread_mutex_t s_a = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t s_b = PTHREAD_MUTEX_INITIALIZER;

static void ab(void)
{
    nest(&s_a, &s_b);
}

static void ba(void)
{
    nest(&s_b, &s_a);
}

static void open_as_2(int access)
{
    EXPECT(close(STDERR_FILENO) == 0);
    EXPECT(open("/proc/self/fd/9", access) == STDERR_FILENO);
}

static void told_into_data(void)
{
    open_as_2(O_RDWR);
    IN_TURN(ab, ba);
}

static void told_into_log(void)
{
    open_as_2(O_WRONLY | O_APPEND);
    IN_TURN(ab, ba);
}

/* It was started so: whatever gets the number later is a file like others. */
static void started_closed(void)
{
    EXPECT(close(STDERR_FILENO) == 0);
    (void)execl("/proc/self/exe", "stderr_scenarios", "opens_for_writing", (char *)NULL);
    EXPECT(!"exec");
}

static void opens_for_writing(void)
{
    EXPECT(open("/proc/self/fd/9", O_WRONLY) == STDERR_FILENO);
    IN_TURN(ab, ba);
}

/* How long the file is when the child has ended. */
static off_t after_child(void (*run)(void))
{
    int file = memfd_create("file", 0);
    EXPECT(file >= 0 && dup2(file, FILE_FD) == FILE_FD);
    pid_t child = fork();
    EXPECT(child >= 0);
    if (child == 0) {
        run();
        exit(0);
    }
    int status;
    struct stat stat;
    EXPECT(waitpid(child, &status, 0) == child);
    EXPECT(WIFEXITED(status) && WEXITSTATUS(status) == STATUS_OF_FINDINGS);
    EXPECT(fstat(FILE_FD, &stat) == 0);
    return stat.st_size;
}

static void data(void)
{
    EXPECT(after_child(told_into_data) == 0);
}

static void log_file(void)
{
    EXPECT(after_child(told_into_log) > 0);
}

static void closed(void)
{
    EXPECT(after_child(started_closed) == 0);
}

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {
        {"data", data},     {"log_file", log_file},
        {"closed", closed}, {"opens_for_writing", opens_for_writing},
        {NULL, NULL},
    };
    return scenario_main(argc, argv, scenarios);
}
