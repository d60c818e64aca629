/* Waits that last: real deadlocks, holders that are slow, and neighbours that just take their time.
 */
#include "preload/scenario.h"

#include <errno.h>
#include <semaphore.h>
#include <signal.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/wait.h>
#include <time.h>

enum { SLOW_MS = 700 };

static pthread_mutex_t s_a = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t s_b = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t s_both_hold;

static void *take_a_then_b(void *unused)
{
    (void)unused;
    CHECK(pthread_mutex_lock(&s_a));
    (void)pthread_barrier_wait(&s_both_hold);
    CHECK(pthread_mutex_lock(&s_b));
    return NULL;
}

static void abba_hangs(void)
{
    pthread_t thread;
    CHECK(pthread_barrier_init(&s_both_hold, NULL, 2));
    CHECK(pthread_create(&thread, NULL, take_a_then_b, NULL));
    CHECK(pthread_mutex_lock(&s_b));
    (void)pthread_barrier_wait(&s_both_hold);
    CHECK(pthread_mutex_lock(&s_a));
}

static void nest_ab(void)
{
    CHECK(pthread_mutex_lock(&s_a));
    CHECK(pthread_mutex_lock(&s_b));
    CHECK(pthread_mutex_unlock(&s_b));
    CHECK(pthread_mutex_unlock(&s_a));
}

static void nest_ba(void)
{
    CHECK(pthread_mutex_lock(&s_b));
    CHECK(pthread_mutex_lock(&s_a));
    CHECK(pthread_mutex_unlock(&s_a));
    CHECK(pthread_mutex_unlock(&s_b));
}

/* What other calls had shown to be possible. */
static void abba_predicted_and_hangs(void)
{
    IN_TURN(nest_ab, nest_ba);
    abba_hangs();
}

static void *nest_in_turn(void *unused)
{
    wait_for_turn(1);
    nest_ab();
    return unused;
}

/* As libraries do it: the new thread inherits the name, and the old one takes its own back. */
static void renamed_to_create(void)
{
    pthread_t thread;
    CHECK(pthread_setname_np(pthread_self(), "worker"));
    nest_ba();
    CHECK(pthread_create(&thread, NULL, nest_in_turn, NULL));
    CHECK(pthread_setname_np(pthread_self(), "master"));
    nest_ba();
    end_turn();
    CHECK(pthread_join(thread, NULL));
}

/* The philosophers who all reach for the left fork first. */
enum { SEATS_MAX = 50 };
static pthread_mutex_t s_forks[SEATS_MAX];
static int s_seats;

static void *dine(void *argument)
{
    int seat = (int)(intptr_t)argument;
    CHECK(pthread_mutex_lock(&s_forks[seat]));
    (void)pthread_barrier_wait(&s_both_hold);
    CHECK(pthread_mutex_lock(&s_forks[(seat + 1) % s_seats]));
    return NULL;
}

static void philosophers(int seats)
{
    pthread_t threads[SEATS_MAX];
    s_seats = seats;
    CHECK(pthread_barrier_init(&s_both_hold, NULL, (unsigned)seats));
    for (int i = 0; i < seats; i++) {
        CHECK(pthread_mutex_init(&s_forks[i], NULL));
    }
    for (int i = 0; i < seats; i++) {
        CHECK(pthread_create(&threads[i], NULL, dine, (void *)(intptr_t)i));
    }
    for (int i = 0; i < seats; i++) {
        CHECK(pthread_join(threads[i], NULL));
    }
}

static void philosophers_2(void)
{
    philosophers(2);
}

/* Other locks than those that hang. */
static void other_predicted_and_hangs(void)
{
    IN_TURN(nest_ab, nest_ba);
    philosophers_2();
}

static void philosophers_5(void)
{
    philosophers(5);
}

static void philosophers_50(void)
{
    philosophers(50);
}

/* With a deadline of their own both give up: a clash, and no deadlock. */
static void *take_a_then_b_timed(void *unused)
{
    (void)unused;
    struct timespec deadline;
    CHECK(pthread_mutex_lock(&s_a));
    (void)pthread_barrier_wait(&s_both_hold);
    CHECK(clock_gettime(CLOCK_REALTIME, &deadline));
    deadline.tv_sec += 1;
    EXPECT(pthread_mutex_timedlock(&s_b, &deadline) == ETIMEDOUT);
    CHECK(pthread_mutex_unlock(&s_a));
    return NULL;
}

static void abba_timed(void)
{
    pthread_t thread;
    CHECK(pthread_barrier_init(&s_both_hold, NULL, 2));
    CHECK(pthread_create(&thread, NULL, take_a_then_b_timed, NULL));
    CHECK(pthread_mutex_lock(&s_b));
    (void)pthread_barrier_wait(&s_both_hold);
    CHECK(pthread_mutex_lock(&s_a));
    CHECK(pthread_mutex_unlock(&s_a));
    CHECK(pthread_mutex_unlock(&s_b));
    CHECK(pthread_join(thread, NULL));
}

static void relock_hangs(void)
{
    CHECK(pthread_mutex_lock(&s_a));
    CHECK(pthread_mutex_lock(&s_a));
}

static void relock_of_initialised_hangs(void)
{
    pthread_mutex_t *mutex = malloc(sizeof(*mutex));
    CHECK(pthread_mutex_init(mutex, NULL));
    CHECK(pthread_mutex_lock(mutex));
    CHECK(pthread_mutex_lock(mutex));
}

static void of_type(pthread_mutex_t *mutex, int type)
{
    pthread_mutexattr_t attributes;
    CHECK(pthread_mutexattr_init(&attributes));
    CHECK(pthread_mutexattr_settype(&attributes, type));
    CHECK(pthread_mutex_init(mutex, &attributes));
    CHECK(pthread_mutexattr_destroy(&attributes));
}

static void relock_checked(void)
{
    pthread_mutex_t mutex;
    of_type(&mutex, PTHREAD_MUTEX_ERRORCHECK);
    CHECK(pthread_mutex_lock(&mutex));
    EXPECT(pthread_mutex_lock(&mutex) == EDEADLK);
    EXPECT(pthread_mutex_trylock(&mutex) == EBUSY);
    CHECK(pthread_mutex_unlock(&mutex));
    CHECK(pthread_mutex_destroy(&mutex));
}

static void relock_adaptive_hangs(void)
{
    pthread_mutex_t mutex;
    of_type(&mutex, PTHREAD_MUTEX_ADAPTIVE_NP);
    CHECK(pthread_mutex_lock(&mutex));
    CHECK(pthread_mutex_lock(&mutex));
}

/* A holder that takes its time, in ways that a look at it could disturb. */
static void nap(void)
{
    struct timespec left = {0, SLOW_MS * 1000000L};
    CHECK(nanosleep(&left, NULL));
}

static void poll_for_events(void)
{
    struct epoll_event event;
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    EXPECT(epoll >= 0 && epoll_wait(epoll, &event, 1, SLOW_MS) == 0);
}

static void compute(void)
{
    struct timespec start, now;
    CHECK(clock_gettime(CLOCK_MONOTONIC, &start));
    do {
        CHECK(clock_gettime(CLOCK_MONOTONIC, &now));
    } while ((now.tv_sec - start.tv_sec) * 1000 + (now.tv_nsec - start.tv_nsec) / 1000000 <
             SLOW_MS);
}

static void (*s_slow_work)(void);

static void *hold_long(void *unused)
{
    (void)unused;
    CHECK(pthread_mutex_lock(&s_a));
    (void)pthread_barrier_wait(&s_both_hold);
    s_slow_work();
    CHECK(pthread_mutex_unlock(&s_a));
    return NULL;
}

static volatile sig_atomic_t s_child_signals;

static void count_child_signal(int number)
{
    (void)number;
    s_child_signals++;
}

static void wait_for_slow(void (*work)(void))
{
    pthread_t thread;
    EXPECT(signal(SIGCHLD, count_child_signal) != SIG_ERR);
    s_slow_work = work;
    CHECK(pthread_barrier_init(&s_both_hold, NULL, 2));
    CHECK(pthread_create(&thread, NULL, hold_long, NULL));
    (void)pthread_barrier_wait(&s_both_hold);
    CHECK(pthread_mutex_lock(&s_a));
    CHECK(pthread_mutex_unlock(&s_a));
    CHECK(pthread_join(thread, NULL));
    /* Whoever looked at the holder was no child of ours. */
    EXPECT(s_child_signals == 0);
    EXPECT(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD);
}

static void slow_nap(void)
{
    wait_for_slow(nap);
}

static void slow_poll(void)
{
    wait_for_slow(poll_for_events);
}

static void slow_computation(void)
{
    wait_for_slow(compute);
}

/* The holder waits itself. */
static void wait_on_condition(void)
{
    static pthread_cond_t s_cond = PTHREAD_COND_INITIALIZER;
    struct timespec deadline;
    CHECK(clock_gettime(CLOCK_REALTIME, &deadline));
    deadline.tv_sec++;
    CHECK(pthread_mutex_lock(&s_b));
    EXPECT(pthread_cond_timedwait(&s_cond, &s_b, &deadline) == ETIMEDOUT);
    CHECK(pthread_mutex_unlock(&s_b));
}

static void slow_condition(void)
{
    wait_for_slow(wait_on_condition);
}

static sem_t s_signal;

static void *post_late(void *unused)
{
    nap();
    EXPECT(sem_post(&s_signal) == 0);
    return unused;
}

static void wait_for_post(void)
{
    pthread_t poster;
    CHECK(pthread_create(&poster, NULL, post_late, NULL));
    EXPECT(sem_wait(&s_signal) == 0);
    CHECK(pthread_join(poster, NULL));
}

static void slow_semaphore(void)
{
    EXPECT(sem_init(&s_signal, 0, 0) == 0);
    wait_for_slow(wait_for_post);
}

static void *take_its_time(void *unused)
{
    const struct timespec nap = {0, SLOW_MS * 1000000L};
    (void)nanosleep(&nap, NULL);
    return unused;
}

/* What threads are for: nobody waits for a lock. */
static void slow_thread(void)
{
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, take_its_time, NULL));
    CHECK(pthread_join(thread, NULL));
}

/* Asks for ever more locks that nobody has met, so that it is nearly always in the slow path. */
static void *take_new_locks(void *ready)
{
    enum { FRESH = 4096 };
    static pthread_mutex_t s_fresh[FRESH];
    CHECK(pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, NULL));
    (void)pthread_barrier_wait(ready);
    for (unsigned i = 0;; i = (i + 1) % FRESH) {
        (void)pthread_mutex_init(&s_fresh[i], NULL);
        (void)pthread_mutex_lock(&s_fresh[i]);
        (void)pthread_mutex_unlock(&s_fresh[i]);
        (void)pthread_mutex_destroy(&s_fresh[i]);
    }
    return NULL;
}

/* Wherever it is struck down, it leaves nothing locked that we need. */
static void cancelled_anywhere(void)
{
    pthread_barrier_t ready;
    CHECK(pthread_barrier_init(&ready, NULL, 2));
    for (int i = 0; i < 200; i++) {
        pthread_t thread;
        CHECK(pthread_create(&thread, NULL, take_new_locks, &ready));
        (void)pthread_barrier_wait(&ready);
        CHECK(pthread_cancel(thread));
        CHECK(pthread_join(thread, NULL));
    }
}

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {
        {"abba_hangs", abba_hangs},
        {"abba_predicted_and_hangs", abba_predicted_and_hangs},
        {"other_predicted_and_hangs", other_predicted_and_hangs},
        {"renamed_to_create", renamed_to_create},
        {"philosophers_2", philosophers_2},
        {"philosophers_5", philosophers_5},
        {"philosophers_50", philosophers_50},
        {"abba_timed", abba_timed},
        {"relock_hangs", relock_hangs},
        {"relock_of_initialised_hangs", relock_of_initialised_hangs},
        {"relock_checked", relock_checked},
        {"relock_adaptive_hangs", relock_adaptive_hangs},
        {"slow_nap", slow_nap},
        {"slow_poll", slow_poll},
        {"slow_computation", slow_computation},
        {"slow_condition", slow_condition},
        {"slow_semaphore", slow_semaphore},
        {"slow_thread", slow_thread},
        {"cancelled_anywhere", cancelled_anywhere},
        {NULL, NULL},
    };
    return scenario_main(argc, argv, scenarios);
}
