/*
 * Programs that do nothing until a signal or a timer comes: all threads are asleep, by design. Each
 * of them wakes after some looks at who sleeps, and ends by itself.
 */
#include <errno.h>
#include <semaphore.h>
#include <signal.h>
#include <sys/select.h>
#include <sys/signalfd.h>
#include <sys/time.h>
#include <time.h>

#include "preload/scenario.h"

enum { LOOKS_US = 900 * 1000 };

static pthread_mutex_t s_mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t s_cond = PTHREAD_COND_INITIALIZER;
static sem_t s_jobs, s_stop;
static int s_over;
static volatile sig_atomic_t s_flag;

static void *wait_on_cond(void *unused)
{
    CHECK(pthread_mutex_lock(&s_mutex));
    while (!s_over) {
        CHECK(pthread_cond_wait(&s_cond, &s_mutex));
    }
    CHECK(pthread_mutex_unlock(&s_mutex));
    return unused;
}

static void wait_for_job(void)
{
    while (sem_wait(&s_jobs) != 0) {
        EXPECT(errno == EINTR);
    }
}

static void *wait_on_sem(void *unused)
{
    wait_for_job();
    return unused;
}

static void let_workers_go(void)
{
    CHECK(pthread_mutex_lock(&s_mutex));
    s_over = 1;
    CHECK(pthread_cond_broadcast(&s_cond));
    CHECK(pthread_mutex_unlock(&s_mutex));
    EXPECT(sem_post(&s_jobs) == 0);
}

/* Two workers that idle, around a main thread that waits for its signal. */
static void with_workers(void (*wait_for_signal)(void))
{
    pthread_t workers[2];
    EXPECT(sem_init(&s_jobs, 0, 0) == 0 && sem_init(&s_stop, 0, 0) == 0);
    CHECK(pthread_create(&workers[0], NULL, wait_on_cond, NULL));
    CHECK(pthread_create(&workers[1], NULL, wait_on_sem, NULL));
    wait_for_signal();
    let_workers_go();
    CHECK(pthread_join(workers[0], NULL));
    CHECK(pthread_join(workers[1], NULL));
}

/* ---- Where the signal comes from: outside, as far as the program's threads know ---- */

static void send_by_timer(int number)
{
    timer_t timer;
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = number};
    const struct itimerspec once = {.it_value = {.tv_nsec = LOOKS_US * 1000L}};
    EXPECT(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0);
    EXPECT(timer_settime(timer, 0, &once, NULL) == 0);
}

static void set_flag(int number)
{
    (void)number;
    s_flag = 1;
}

static void post_stop(int number)
{
    (void)number;
    (void)sem_post(&s_stop);
}

static void handle(int number, void (*handler)(int))
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
    EXPECT(sigemptyset(&action.sa_mask) == 0 && sigaction(number, &action, NULL) == 0);
}

static sigset_t block(int number)
{
    sigset_t set;
    EXPECT(sigemptyset(&set) == 0 && sigaddset(&set, number) == 0);
    CHECK(pthread_sigmask(SIG_BLOCK, &set, NULL));
    return set;
}

/* ---- Main threads ---- */

static void in_pause(void)
{
    handle(SIGTERM, set_flag);
    send_by_timer(SIGTERM);
    while (!s_flag) {
        (void)pause();
    }
}

static void in_sigwait(void)
{
    sigset_t set = block(SIGTERM);
    int number;
    send_by_timer(SIGTERM);
    EXPECT(sigwait(&set, &number) == 0 && number == SIGTERM);
}

static void in_sigwaitinfo(void)
{
    sigset_t set = block(SIGTERM);
    send_by_timer(SIGTERM);
    EXPECT(sigwaitinfo(&set, NULL) == SIGTERM);
}

static void in_sigsuspend(void)
{
    sigset_t none;
    (void)block(SIGTERM);
    EXPECT(sigemptyset(&none) == 0);
    handle(SIGTERM, set_flag);
    send_by_timer(SIGTERM);
    while (!s_flag) {
        (void)sigsuspend(&none);
    }
}

static void in_signalfd(void)
{
    sigset_t set = block(SIGTERM);
    struct signalfd_siginfo info;
    int fd = signalfd(-1, &set, 0);
    send_by_timer(SIGTERM);
    EXPECT(read(fd, &info, sizeof(info)) == (ssize_t)sizeof(info) && close(fd) == 0);
}

static void in_select(void)
{
    sigset_t set = block(SIGTERM);
    fd_set fds;
    int fd = signalfd(-1, &set, 0);
    FD_ZERO(&fds);
    FD_SET(fd, &fds);
    send_by_timer(SIGTERM);
    EXPECT(select(fd + 1, &fds, NULL, NULL, NULL) == 1 && close(fd) == 0);
}

static void wait_for_stop(void)
{
    while (sem_wait(&s_stop) != 0) {
        EXPECT(errno == EINTR);
    }
}

static void in_sem_wait(void)
{
    handle(SIGTERM, post_stop);
    send_by_timer(SIGTERM);
    wait_for_stop();
}

static void *wait_for_stop_in_thread(void *unused)
{
    wait_for_stop();
    return unused;
}

static void in_join(void)
{
    pthread_t thread;
    handle(SIGINT, post_stop);
    send_by_timer(SIGINT);
    CHECK(pthread_create(&thread, NULL, wait_for_stop_in_thread, NULL));
    CHECK(pthread_join(thread, NULL));
}

static void by_alarm(void)
{
    handle(SIGALRM, post_stop);
    (void)alarm(1);
    wait_for_stop();
    (void)alarm(60);
}

static void by_interval_timer(void)
{
    const struct itimerval once = {.it_value = {.tv_usec = LOOKS_US}};
    handle(SIGALRM, post_stop);
    EXPECT(setitimer(ITIMER_REAL, &once, NULL) == 0);
    wait_for_stop();
}

static void stop_by_thread(union sigval unused)
{
    (void)unused;
    EXPECT(sem_post(&s_stop) == 0);
}

static void by_timer_thread(void)
{
    timer_t timer;
    struct sigevent event = {.sigev_notify = SIGEV_THREAD};
    const struct itimerspec once = {.it_value = {.tv_nsec = LOOKS_US * 1000L}};
    event.sigev_notify_function = stop_by_thread;
    EXPECT(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0);
    EXPECT(timer_settime(timer, 0, &once, NULL) == 0);
    wait_for_stop();
}

/* A thread of its own takes the signals, as in many daemons. */
static void *take_signals(void *unused)
{
    in_sigwait();
    EXPECT(sem_post(&s_stop) == 0);
    return unused;
}

static void by_signal_thread(void)
{
    pthread_t thread;
    (void)block(SIGTERM);
    CHECK(pthread_create(&thread, NULL, take_signals, NULL));
    wait_for_stop();
    CHECK(pthread_join(thread, NULL));
}

/* Nothing would ever wake it: a signal that ends the process wakes nobody in it. */
static void stuck_beside_alarm(void)
{
    (void)alarm(30);
    wait_for_stop();
}

#define IDLE(name)                \
    static void idle_##name(void) \
    {                             \
        with_workers(name);       \
    }
/* With the signal blocked in all threads, so that it stays for the one that waits for it. */
#define IDLE_BLOCKED(name)        \
    static void idle_##name(void) \
    {                             \
        (void)block(SIGTERM);     \
        with_workers(name);       \
    }
IDLE(in_pause)
IDLE_BLOCKED(in_sigwait)
IDLE_BLOCKED(in_sigwaitinfo)
IDLE_BLOCKED(in_sigsuspend)
IDLE_BLOCKED(in_signalfd)
IDLE_BLOCKED(in_select)
IDLE(in_sem_wait)
IDLE(in_join)
IDLE(by_alarm)
IDLE(by_interval_timer)
IDLE(by_timer_thread)
IDLE_BLOCKED(by_signal_thread)
IDLE(stuck_beside_alarm)

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {
        {"in_pause", idle_in_pause},
        {"in_sigwait", idle_in_sigwait},
        {"in_sigwaitinfo", idle_in_sigwaitinfo},
        {"in_sigsuspend", idle_in_sigsuspend},
        {"in_signalfd", idle_in_signalfd},
        {"in_select", idle_in_select},
        {"in_sem_wait", idle_in_sem_wait},
        {"in_join", idle_in_join},
        {"by_alarm", idle_by_alarm},
        {"by_interval_timer", idle_by_interval_timer},
        {"by_timer_thread", idle_by_timer_thread},
        {"by_signal_thread", idle_by_signal_thread},
        {"stuck_beside_alarm", idle_stuck_beside_alarm},
        {NULL, NULL},
    };
    return scenario_main(argc, argv, scenarios);
}
