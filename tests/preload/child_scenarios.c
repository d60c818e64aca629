/*
 * Children of a program with threads, one of which has a lock: made in every way there is. Only one
 * that comes to want that lock, in memory of its own, is told.
 */
#include <errno.h>
#include <semaphore.h>
#include <spawn.h>
#include <stdbool.h>
#include <sys/wait.h>

#include "preload/scenario.h"

extern char **environ;

static pthread_mutex_t s_lock = PTHREAD_MUTEX_INITIALIZER;
static sem_t s_taken, s_over;

static void *hold_lock(void *unused)
{
    CHECK(pthread_mutex_lock(&s_lock));
    EXPECT(sem_post(&s_taken) == 0 && sem_wait(&s_over) == 0);
    CHECK(pthread_mutex_unlock(&s_lock));
    return unused;
}

/* The call while another thread has the lock. */
static void beside_holder(void (*make_child)(void))
{
    pthread_t thread;
    EXPECT(sem_init(&s_taken, 0, 0) == 0 && sem_init(&s_over, 0, 0) == 0);
    CHECK(pthread_create(&thread, NULL, hold_lock, NULL));
    EXPECT(sem_wait(&s_taken) == 0);
    make_child();
    EXPECT(sem_post(&s_over) == 0);
    CHECK(pthread_join(thread, NULL));
}

static void expect_end(pid_t child, int expected)
{
    int status;
    EXPECT(child > 0 && waitpid(child, &status, 0) == child);
    EXPECT(WIFEXITED(status) && WEXITSTATUS(status) == expected);
}

static void fork_and_exit(void)
{
    pid_t child = fork();
    if (child == 0) {
        _exit(7);
    }
    expect_end(child, 7);
}

static void fork_and_lock(void)
{
    pid_t child = fork();
    if (child == 0) {
        static pthread_mutex_t s_own = PTHREAD_MUTEX_INITIALIZER;
        CHECK(pthread_mutex_lock(&s_own));
        CHECK(pthread_mutex_unlock(&s_own));
        exit(7);
    }
    expect_end(child, 7);
}

static void fork_and_exec(void)
{
    pid_t child = fork();
    if (child == 0) {
        execl("/bin/sh", "sh", "-c", "exit 7", (char *)NULL);
    }
    expect_end(child, 7);
}

static void vfork_and_exec(void)
{
    char *arguments[] = {(char *)"sh", (char *)"-c", (char *)"exit 7", NULL};
    pid_t child = vfork(); /* NOLINT: as programs do */
    if (child == 0) {
        (void)execv("/bin/sh", arguments);
        _exit(1);
    }
    expect_end(child, 7);
}

static void vfork_and_exit(void)
{
    pid_t child = vfork(); /* NOLINT: as programs do */
    if (child == 0) {
        _exit(7);
    }
    expect_end(child, 7);
}

static void spawn(void)
{
    pid_t child;
    char *arguments[] = {(char *)"sh", (char *)"-c", (char *)"exit 7", NULL};
    CHECK(posix_spawn(&child, "/bin/sh", NULL, NULL, arguments, environ));
    expect_end(child, 7);
}

static void spawn_by_name(void)
{
    pid_t child;
    char *arguments[] = {(char *)"sh", (char *)"-c", (char *)"exit 7", NULL};
    CHECK(posix_spawnp(&child, "sh", NULL, NULL, arguments, environ));
    expect_end(child, 7);
}

static void by_system(void)
{
    EXPECT(WEXITSTATUS(system("exit 7")) == 7);
}

static void by_popen(void)
{
    char line[16] = "";
    FILE *pipe = popen("echo read; exit 7", "r");
    EXPECT(pipe && fgets(line, sizeof(line), pipe) && strcmp(line, "read\n") == 0);
    EXPECT(WEXITSTATUS(pclose(pipe)) == 7);
}

/* The daemon is the child, with none of the threads; it tells its maker what became of it. */
static bool in_daemon(int *ret_fd)
{
    int fds[2];
    EXPECT(pipe(fds) == 0);
    pid_t child = fork();
    if (child == 0) {
        EXPECT(daemon(1, 1) == 0);
        *ret_fd = fds[1];
        return true;
    }
    char byte = 0;
    expect_end(child, 0);
    EXPECT(close(fds[1]) == 0 && read(fds[0], &byte, 1) == 1 && byte == '!');
    return false;
}

static void become_daemon(void)
{
    int fd;
    if (in_daemon(&fd)) {
        static pthread_mutex_t s_own = PTHREAD_MUTEX_INITIALIZER;
        CHECK(pthread_mutex_lock(&s_own));
        CHECK(pthread_mutex_unlock(&s_own));
        EXPECT(write(fd, "!", 1) == 1);
        exit(0);
    }
}

/* A lock of the parent's thread, which is not there to release it. */
static void fork_and_want(void)
{
    pid_t child = fork();
    if (child == 0) {
        CHECK(pthread_mutex_lock(&s_lock));
        exit(7);
    }
    expect_end(child, 66);
}

static void fork_twice_and_want(void)
{
    pid_t child = fork();
    if (child == 0) {
        fork_and_want();
        _exit(0);
    }
    expect_end(child, 0);
}

static void fork_and_try(void)
{
    pid_t child = fork();
    if (child == 0) {
        EXPECT(pthread_mutex_trylock(&s_lock) == EBUSY);
        _exit(7);
    }
    expect_end(child, 7);
}

#define BESIDE(name)                \
    static void beside_##name(void) \
    {                               \
        beside_holder(name);        \
    }
BESIDE(fork_and_exit)
BESIDE(fork_and_lock)
BESIDE(fork_and_exec)
BESIDE(vfork_and_exec)
BESIDE(vfork_and_exit)
BESIDE(spawn)
BESIDE(spawn_by_name)
BESIDE(by_system)
BESIDE(by_popen)
BESIDE(become_daemon)
BESIDE(fork_and_want)
BESIDE(fork_twice_and_want)
BESIDE(fork_and_try)

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {
        {"fork_and_exit", beside_fork_and_exit},
        {"fork_and_lock", beside_fork_and_lock},
        {"fork_and_exec", beside_fork_and_exec},
        {"vfork_and_exec", beside_vfork_and_exec},
        {"vfork_and_exit", beside_vfork_and_exit},
        {"spawn", beside_spawn},
        {"spawn_by_name", beside_spawn_by_name},
        {"by_system", beside_by_system},
        {"by_popen", beside_by_popen},
        {"become_daemon", beside_become_daemon},
        {"fork_and_want", beside_fork_and_want},
        {"fork_twice_and_want", beside_fork_twice_and_want},
        {"fork_and_try", beside_fork_and_try},
        {NULL, NULL},
    };
    return scenario_main(argc, argv, scenarios);
}
