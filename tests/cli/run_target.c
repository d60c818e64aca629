/*
 * A program to be launched: takes two locks in opposite orders, or not, and then ends in some way.
 *
 *   run_target abba|clean return|_exit|kill|abort|hang [STATUS]
 *   run_target abba|clean exec PROGRAM [ARGUMENT...]
 *   run_target abba|clean fork     leaves a child behind, which then takes both orders
 */
#include <errno.h>
#include <signal.h>

#include "preload/scenario.h"

static pthread_mutex_t s_a = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t s_b = PTHREAD_MUTEX_INITIALIZER;

static void take_both(pthread_mutex_t *outer, pthread_mutex_t *inner)
{
    CHECK(pthread_mutex_lock(outer));
    CHECK(pthread_mutex_lock(inner));
    CHECK(pthread_mutex_unlock(inner));
    CHECK(pthread_mutex_unlock(outer));
}

static void ab(void)
{
    take_both(&s_a, &s_b);
}

static void ba(void)
{
    take_both(&s_b, &s_a);
}

static void hang(void)
{
    puts("hanging");
    (void)fflush(stdout);
    for (;;) {
        (void)pause();
    }
}

/* A child that is still there when its parent has ended; its turn to end comes by itself. */
static void leave_child_behind(void)
{
    int gone[2];
    EXPECT(pipe(gone) == 0);
    pid_t pid = fork();
    EXPECT(pid >= 0);
    if (pid == 0) {
        char nothing;
        (void)close(gone[1]);
        (void)!read(gone[0], &nothing, 1); /* until the parent has ended */
        IN_TURN(ab, ba);
        puts("child done");
        (void)fflush(stdout);
    }
    _exit(0);
}

static int end(int argc, char **argv)
{
    const char *how = argv[2];
    int status = argc > 3 ? atoi(argv[3]) : 0;
    if (strcmp(how, "_exit") == 0) {
        _exit(status);
    } else if (strcmp(how, "kill") == 0) {
        (void)raise(SIGKILL);
    } else if (strcmp(how, "abort") == 0) {
        abort();
    } else if (strcmp(how, "hang") == 0) {
        hang();
    } else if (strcmp(how, "exec") == 0 && argc > 3) {
        (void)execvp(argv[3], argv + 3);
        return errno;
    } else if (strcmp(how, "fork") == 0) {
        leave_child_behind();
    }
    return status;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        return 2;
    }
    (void)alarm(60);
    if (strcmp(argv[1], "abba") == 0) {
        IN_TURN(ab, ba);
    } else {
        IN_TURN(ab, ab);
    }
    return end(argc, argv);
}
