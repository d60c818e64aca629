/* Processes in which every thread sleeps, and somebody may still wake one. */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <time.h>

#include "preload/event.h"
#include "preload/threads.h"

static void post_from_handler(int number)
{
    (void)number;
    (void)sem_post(&s_posted);
}

static void install(int flags)
{
    struct sigaction action = {.sa_handler = post_from_handler, .sa_flags = flags};
    EXPECT(sigemptyset(&action.sa_mask) == 0 && sigaction(SIGUSR1, &action, NULL) == 0);
}

/* Signalled by the kernel, after a while. */
static void arm_timer(int how, void (*function)(union sigval))
{
    timer_t timer;
    struct sigevent event = {.sigev_notify = how, .sigev_signo = SIGUSR1};
    const struct itimerspec once = {.it_value = {.tv_nsec = 700000000}};
    event.sigev_notify_function = function;
    EXPECT(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0);
    EXPECT(timer_settime(timer, 0, &once, NULL) == 0);
}

static void handler_posts(void)
{
    install(SA_RESTART);
    arm_timer(SIGEV_SIGNAL, NULL);
    sem_take(&s_posted);
}

/* A wait that its handler does not want restarted says so. */
static void handler_interrupts(void)
{
    install(0);
    arm_timer(SIGEV_SIGNAL, NULL);
    EXPECT(sem_wait(&s_posted) == -1 && errno == EINTR);
    sem_take(&s_posted);
}

static void timer_happens(union sigval unused)
{
    (void)unused;
    happen();
}

static void timer_thread_signals(void)
{
    arm_timer(SIGEV_THREAD, timer_happens);
    (void)wait_on_cond(NULL);
}

struct shared {
    sem_t sem;
    pthread_mutex_t mutex;
    pthread_cond_t cond;
    int happened;
};

static struct shared *make_shared(void)
{
    struct shared *shared =
        mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pthread_mutexattr_t mutex;
    pthread_condattr_t cond;
    EXPECT(shared != MAP_FAILED && sem_init(&shared->sem, 1, 0) == 0);
    CHECK(pthread_mutexattr_init(&mutex));
    CHECK(pthread_mutexattr_setpshared(&mutex, PTHREAD_PROCESS_SHARED));
    CHECK(pthread_mutex_init(&shared->mutex, &mutex));
    CHECK(pthread_condattr_init(&cond));
    CHECK(pthread_condattr_setpshared(&cond, PTHREAD_PROCESS_SHARED));
    CHECK(pthread_cond_init(&shared->cond, &cond));
    return shared;
}

/* The child needs no thread to wait: its parent will. */
static void other_process_wakes(void)
{
    struct shared *shared = make_shared();
    if (fork() == 0) {
        let_looks_pass();
        (void)sem_post(&shared->sem);
        let_looks_pass();
        (void)pthread_mutex_lock(&shared->mutex);
        shared->happened = 1;
        (void)pthread_cond_broadcast(&shared->cond);
        (void)pthread_mutex_unlock(&shared->mutex);
        _exit(0);
    }
    sem_take(&shared->sem);
    lock(&shared->mutex);
    while (!shared->happened) {
        CHECK(pthread_cond_wait(&shared->cond, &shared->mutex));
    }
    unlock(&shared->mutex);
}

/* One thread works, and will come to it. */
static void *compute_then_signal(void *unused)
{
    struct timespec begin, now;
    sem_take(&s_ready);
    EXPECT(clock_gettime(CLOCK_MONOTONIC, &begin) == 0);
    do {
        (void)sched_yield();
        EXPECT(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
    } while (now.tv_sec - begin.tv_sec < 1);
    happen();
    return unused;
}

static void somebody_works(void)
{
    pthread_t worker = start(compute_then_signal, NULL);
    join(start(wait_on_cond, NULL));
    join(worker);
}

/* Two threads hand a turn to and fro: most of the time one sleeps, and now and then both seem to.
 */
enum { TURNS = 20000 };
static int s_turn;

static void play(int mine)
{
    lock(&s_mutex);
    while (s_turn < TURNS) {
        while (s_turn % 2 != mine && s_turn < TURNS) {
            CHECK(pthread_cond_wait(&s_cond, &s_mutex));
        }
        s_turn++;
        CHECK(pthread_cond_signal(&s_cond));
    }
    unlock(&s_mutex);
}

static void *play_second(void *unused)
{
    play(1);
    return unused;
}

static void ping_pong(void)
{
    pthread_t other = start(play_second, NULL);
    play(0);
    join(other);
}

static sem_t s_ping, s_pong;

static void *play_semaphores(void *unused)
{
    for (int i = 0; i < TURNS; i++) {
        sem_take(&s_ping);
        EXPECT(sem_post(&s_pong) == 0);
    }
    return unused;
}

static void semaphore_ping_pong(void)
{
    EXPECT(sem_init(&s_ping, 0, 0) == 0 && sem_init(&s_pong, 0, 0) == 0);
    pthread_t other = start(play_semaphores, NULL);
    for (int i = 0; i < TURNS; i++) {
        EXPECT(sem_post(&s_ping) == 0);
        sem_take(&s_pong);
    }
    join(other);
}

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {
        {"handler_posts", handler_posts},
        {"handler_interrupts", handler_interrupts},
        {"timer_thread_signals", timer_thread_signals},
        {"other_process_wakes", other_process_wakes},
        {"somebody_works", somebody_works},
        {"ping_pong", ping_pong},
        {"semaphore_ping_pong", semaphore_ping_pong},
        {NULL, NULL},
    };
    EXPECT(sem_init(&s_ready, 0, 0) == 0 && sem_init(&s_posted, 0, 0) == 0);
    return scenario_main(argc, argv, scenarios);
}
