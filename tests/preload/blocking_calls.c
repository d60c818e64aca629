/*
 * Every call that may block, each once with a lock held that others ask for, and once with one that
 * nobody wants: `blocking_calls NAME`, `blocking_calls NAME unwanted`.
 */
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <semaphore.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/wait.h>
#include <threads.h>
#include <time.h>

#include "preload/blocking_io.h"
#include "preload/threads.h"

static struct timespec long_from_now(clockid_t clock)
{
    struct timespec time;
    EXPECT(clock_gettime(clock, &time) == 0);
    time.tv_sec += (time.tv_nsec + s_long.tv_nsec) / NS_PER_SECOND;
    time.tv_nsec = (time.tv_nsec + s_long.tv_nsec) % NS_PER_SECOND;
    return time;
}

/* ---- Sleeping ---- */

static void call_sleep(void)
{
    EXPECT(sleep(1) == 0);
}

static void call_usleep(void)
{
    EXPECT(usleep(LONG_MS * 1000) == 0);
}

static void call_nanosleep(void)
{
    EXPECT(nanosleep(&s_long, NULL) == 0);
}

static void call_clock_nanosleep(void)
{
    EXPECT(clock_nanosleep(CLOCK_MONOTONIC, 0, &s_long, NULL) == 0);
}

static void call_thrd_sleep(void)
{
    EXPECT(thrd_sleep(&s_long, NULL) == 0);
}

static void ignore(int number)
{
    (void)number;
}

/* Long from now. */
static void send_alarm(void)
{
    const struct itimerspec once = {.it_value = s_long};
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
    timer_t timer;
    EXPECT(signal(SIGUSR1, ignore) != SIG_ERR);
    EXPECT(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0);
    EXPECT(timer_settime(timer, 0, &once, NULL) == 0);
}

static void call_pause(void)
{
    send_alarm();
    EXPECT(pause() == -1 && errno == EINTR);
}

static void call_sigsuspend(void)
{
    sigset_t none;
    EXPECT(sigemptyset(&none) == 0);
    send_alarm();
    EXPECT(sigsuspend(&none) == -1 && errno == EINTR);
}

static void call_poll(void)
{
    EXPECT(poll(NULL, 0, LONG_MS) == 0);
}

static void call_ppoll(void)
{
    EXPECT(ppoll(NULL, 0, &s_long, NULL) == 0);
}

static void call_select(void)
{
    struct timeval time = s_long_us;
    EXPECT(select(0, NULL, NULL, NULL, &time) == 0);
}

static void call_pselect(void)
{
    EXPECT(pselect(0, NULL, NULL, NULL, &s_long, NULL) == 0);
}

static void call_epoll_wait(void)
{
    struct epoll_event event;
    EXPECT(epoll_wait(epoll_create1(0), &event, 1, LONG_MS) == 0);
}

static void call_epoll_pwait(void)
{
    struct epoll_event event;
    EXPECT(epoll_pwait(epoll_create1(0), &event, 1, LONG_MS, NULL) == 0);
}

static void call_epoll_pwait2(void)
{
    struct epoll_event event;
    EXPECT(epoll_pwait2(epoll_create1(0), &event, 1, &s_long, NULL) == 0);
}

/* ---- Processes ---- */

static pid_t slow_child(void)
{
    pid_t child = fork();
    if (child == 0) {
        call_nanosleep();
        _exit(0);
    }
    return child;
}

static void call_wait(void)
{
    pid_t child = slow_child();
    EXPECT(wait(NULL) == child);
}

static void call_waitpid(void)
{
    pid_t child = slow_child();
    EXPECT(waitpid(child, NULL, 0) == child);
}

static void call_wait3(void)
{
    pid_t child = slow_child();
    EXPECT(wait3(NULL, 0, NULL) == child);
}

static void call_wait4(void)
{
    pid_t child = slow_child();
    EXPECT(wait4(child, NULL, 0, NULL) == child);
}

static void call_waitid(void)
{
    siginfo_t info;
    EXPECT(waitid(P_PID, (id_t)slow_child(), &info, WEXITED) == 0);
}

static void call_system(void)
{
    EXPECT(system("sleep 0.1") == 0);
}

static void call_pclose(void)
{
    EXPECT(pclose(popen("sleep 0.1", "r")) == 0);
}

static void call_getaddrinfo(void)
{
    struct addrinfo *list;
    EXPECT(getaddrinfo("127.0.0.1", "7", NULL, &list) == 0);
    freeaddrinfo(list);
}

/* ---- Threads ---- */

static sem_t s_signal;
static pthread_barrier_t s_barrier;
static pthread_cond_t s_cond = PTHREAD_COND_INITIALIZER;

static void *post_late(void *unused)
{
    call_nanosleep();
    EXPECT(sem_post(&s_signal) == 0);
    return unused;
}

static void *come_late(void *unused)
{
    call_nanosleep();
    (void)pthread_barrier_wait(&s_barrier);
    return unused;
}

static void call_sem_wait(void)
{
    pthread_t poster = start(post_late, NULL);
    EXPECT(sem_wait(&s_signal) == 0);
    CHECK(pthread_join(poster, NULL));
}

static void call_sem_timedwait(void)
{
    struct timespec deadline = long_from_now(CLOCK_REALTIME);
    EXPECT(sem_timedwait(&s_signal, &deadline) == -1 && errno == ETIMEDOUT);
}

static void call_sem_clockwait(void)
{
    struct timespec deadline = long_from_now(CLOCK_MONOTONIC);
    EXPECT(sem_clockwait(&s_signal, CLOCK_MONOTONIC, &deadline) == -1 && errno == ETIMEDOUT);
}

static void call_barrier_wait(void)
{
    CHECK(pthread_barrier_init(&s_barrier, NULL, 2));
    pthread_t thread = start(come_late, NULL);
    (void)pthread_barrier_wait(&s_barrier);
    CHECK(pthread_join(thread, NULL));
}

static void call_cond_clockwait(void)
{
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    struct timespec deadline = long_from_now(CLOCK_MONOTONIC);
    CHECK(pthread_mutex_lock(&mutex));
    EXPECT(pthread_cond_clockwait(&s_cond, &mutex, CLOCK_MONOTONIC, &deadline) == ETIMEDOUT);
    CHECK(pthread_mutex_unlock(&mutex));
}

static void call_join(void)
{
    CHECK(pthread_join(start(post_late, NULL), NULL));
}

static void call_timedjoin(void)
{
    pthread_t thread = start(come_late, NULL);
    struct timespec deadline = long_from_now(CLOCK_REALTIME);
    CHECK(pthread_barrier_init(&s_barrier, NULL, 2));
    EXPECT(pthread_timedjoin_np(thread, NULL, &deadline) == ETIMEDOUT);
    (void)pthread_barrier_wait(&s_barrier);
    CHECK(pthread_join(thread, NULL));
}

#define CALL(name)         \
    {                      \
#name, call_##name \
    }
static const struct scenario s_calls[] = {
    CALL(sleep),         CALL(usleep),       CALL(nanosleep),      CALL(clock_nanosleep),
    CALL(thrd_sleep),    CALL(pause),        CALL(sigsuspend),     CALL(poll),
    CALL(ppoll),         CALL(select),       CALL(pselect),        CALL(epoll_wait),
    CALL(epoll_pwait),   CALL(epoll_pwait2), CALL(read),           CALL(readv),
    CALL(recv),          CALL(recvfrom),     CALL(recvmsg),        CALL(recvmmsg),
    CALL(write),         CALL(writev),       CALL(send),           CALL(sendto),
    CALL(sendmsg),       CALL(sendmmsg),     CALL(accept),         CALL(accept4),
    CALL(connect),       CALL(fsync),        CALL(fdatasync),      CALL(flock),
    CALL(fcntl),         CALL(lockf),        CALL(wait),           CALL(waitpid),
    CALL(wait3),         CALL(wait4),        CALL(waitid),         CALL(system),
    CALL(pclose),        CALL(getaddrinfo),  CALL(sem_wait),       CALL(sem_timedwait),
    CALL(sem_clockwait), CALL(barrier_wait), CALL(cond_clockwait), CALL(join),
    CALL(timedjoin),     {NULL, NULL},
};

static pthread_mutex_t s_wanted = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t s_inner = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t s_unwanted = PTHREAD_MUTEX_INITIALIZER;

static void nest(void)
{
    CHECK(pthread_mutex_lock(&s_wanted));
    CHECK(pthread_mutex_lock(&s_inner));
    CHECK(pthread_mutex_unlock(&s_inner));
    CHECK(pthread_mutex_unlock(&s_wanted));
}

int main(int argc, char **argv)
{
    pthread_mutex_t *held = argc > 2 ? &s_unwanted : &s_wanted;
    const struct scenario *call = s_calls;
    while (call->name && (argc < 2 || strcmp(call->name, argv[1]) != 0)) {
        call++;
    }
    EXPECT(call->name != NULL);
    (void)alarm(60);
    EXPECT(sem_init(&s_signal, 0, 0) == 0);
    IN_TURN(nest, nest);
    CHECK(pthread_mutex_lock(held));
    call->run();
    CHECK(pthread_mutex_unlock(held));
    puts("done");
    return 0;
}
