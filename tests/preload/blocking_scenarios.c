/* Calls that block for long with a lock held; `long` is longer than hold_ms= in the tests. */
#include <errno.h>
#include <poll.h>
#include <semaphore.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>

#include "preload/scenario.h"

enum { LONG_MS = 60 };

static pthread_mutex_t s_mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t s_inner = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t s_lonely = PTHREAD_MUTEX_INITIALIZER;

static void lock(pthread_mutex_t *mutex)
{
    CHECK(pthread_mutex_lock(mutex));
}

static void unlock(pthread_mutex_t *mutex)
{
    CHECK(pthread_mutex_unlock(mutex));
}

static void use_nested(void)
{
    lock(&s_mutex);
    lock(&s_inner);
    unlock(&s_inner);
    unlock(&s_mutex);
}

/* Two threads nest it: others ask for it. */
static void make_wanted(void)
{
    IN_TURN(use_nested, use_nested);
}

static void sleep_long(void)
{
    const struct timespec time = {0, LONG_MS * 1000 * 1000};
    EXPECT(nanosleep(&time, NULL) == 0);
}

static void *run_sleep_long(void *unused)
{
    sleep_long();
    return unused;
}

static void call_poll(void)
{
    EXPECT(poll(NULL, 0, LONG_MS) == 0);
}

static void call_select(void)
{
    struct timeval time = {0, LONG_MS * 1000};
    EXPECT(select(0, NULL, NULL, NULL, &time) == 0);
}

static void call_epoll_wait(void)
{
    struct epoll_event event;
    int fd = epoll_create1(0);
    EXPECT(fd >= 0 && epoll_wait(fd, &event, 1, LONG_MS) == 0);
    EXPECT(close(fd) == 0);
}

static void call_recv(void)
{
    int fds[2];
    char byte;
    struct timeval time = {0, LONG_MS * 1000};
    EXPECT(socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0);
    EXPECT(setsockopt(fds[0], SOL_SOCKET, SO_RCVTIMEO, &time, sizeof(time)) == 0);
    EXPECT(recv(fds[0], &byte, 1, 0) == -1 && errno == EAGAIN);
    EXPECT(read(fds[0], &byte, 1) == -1 && errno == EAGAIN);
    EXPECT(close(fds[0]) == 0 && close(fds[1]) == 0);
}

static void call_waitpid(void)
{
    int status;
    pid_t child = fork();
    if (child == 0) {
        sleep_long();
        _exit(7);
    }
    EXPECT(waitpid(child, &status, 0) == child && WEXITSTATUS(status) == 7);
}

static void call_system(void)
{
    EXPECT(system("sleep 0.1") == 0);
}

static void call_fcntl(void)
{
    int fds[2];
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    FILE *file = tmpfile();
    EXPECT(file && pipe(fds) == 0);
    pid_t child = fork();
    if (child == 0) {
        EXPECT(fcntl(fileno(file), F_SETLK, &lock) == 0 && write(fds[1], "", 1) == 1);
        sleep_long();
        _exit(0);
    }
    char byte;
    EXPECT(read(fds[0], &byte, 1) == 1);
    EXPECT(fcntl(fileno(file), F_SETLKW, &lock) == 0);
    EXPECT(fcntl(fileno(file), F_GETFD) == 0);
    EXPECT(waitpid(child, NULL, 0) == child && fclose(file) == 0);
}

static void call_cond_wait(void)
{
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    static pthread_cond_t s_cond = PTHREAD_COND_INITIALIZER;
    struct timespec deadline;
    EXPECT(clock_gettime(CLOCK_MONOTONIC, &deadline) == 0);
    deadline.tv_sec += (deadline.tv_nsec + LONG_MS * 1000000) / 1000000000;
    deadline.tv_nsec = (deadline.tv_nsec + LONG_MS * 1000000) % 1000000000;
    lock(&mutex);
    EXPECT(pthread_cond_clockwait(&s_cond, &mutex, CLOCK_MONOTONIC, &deadline) == ETIMEDOUT);
    unlock(&mutex);
}

static sem_t s_signal;

static void *post_late(void *unused)
{
    sleep_long();
    EXPECT(sem_post(&s_signal) == 0);
    return unused;
}

static void call_sem_wait(void)
{
    pthread_t thread;
    EXPECT(sem_init(&s_signal, 0, 0) == 0);
    CHECK(pthread_create(&thread, NULL, post_late, NULL));
    EXPECT(sem_wait(&s_signal) == 0);
    CHECK(pthread_join(thread, NULL));
}

static void call_join(void)
{
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, run_sleep_long, NULL));
    CHECK(pthread_join(thread, NULL));
}

static void holding(pthread_mutex_t *mutex, void (*call)(void))
{
    make_wanted();
    lock(mutex);
    call();
    unlock(mutex);
}

#define HOLDING(name)                   \
    static void holding_##name(void)    \
    {                                   \
        holding(&s_mutex, call_##name); \
    }
HOLDING(poll)
HOLDING(select)
HOLDING(epoll_wait)
HOLDING(recv)
HOLDING(waitpid)
HOLDING(system)
HOLDING(fcntl)
HOLDING(cond_wait)
HOLDING(sem_wait)
HOLDING(join)

static void holding_sleep(void)
{
    holding(&s_mutex, sleep_long);
}

static void holding_unwanted(void)
{
    holding(&s_lonely, sleep_long);
}

static void holding_nothing(void)
{
    make_wanted();
    sleep_long();
    call_poll();
    call_recv();
    call_cond_wait();
}

static void sleep_short(void)
{
    const struct timespec time = {0, 1000};
    EXPECT(nanosleep(&time, NULL) == 0);
}

static void holding_shortly(void)
{
    holding(&s_mutex, sleep_short);
}

static void *take_lonely(void *unused)
{
    lock(&s_lonely);
    unlock(&s_lonely);
    return unused;
}

/* Nobody ever nested it, but somebody waits for it now. */
static void holding_contended(void)
{
    pthread_t thread;
    lock(&s_lonely);
    CHECK(pthread_create(&thread, NULL, take_lonely, NULL));
    while (__atomic_load_n(&s_lonely.__data.__lock, __ATOMIC_RELAXED) != 2) {
        (void)usleep(100);
    }
    sleep_long();
    unlock(&s_lonely);
    CHECK(pthread_join(thread, NULL));
}

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {
        {"sleep", holding_sleep},         {"poll", holding_poll},
        {"select", holding_select},       {"epoll_wait", holding_epoll_wait},
        {"recv", holding_recv},           {"waitpid", holding_waitpid},
        {"system", holding_system},       {"fcntl", holding_fcntl},
        {"cond_wait", holding_cond_wait}, {"sem_wait", holding_sem_wait},
        {"join", holding_join},           {"contended", holding_contended},
        {"unwanted", holding_unwanted},   {"nothing", holding_nothing},
        {"shortly", holding_shortly},     {NULL, NULL},
    };
    return scenario_main(argc, argv, scenarios);
}
