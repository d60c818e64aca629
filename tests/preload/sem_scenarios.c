/* Semaphores: locks as long as their takers post them. */
#include <errno.h>
#include <fcntl.h>
#include <semaphore.h>
#include <time.h>

#include "preload/scenario.h"

static sem_t s_a, s_b;
static pthread_mutex_t s_mutex = PTHREAD_MUTEX_INITIALIZER;

static const struct timespec long_ago = {0, 0};

static void take(sem_t *sem)
{
    EXPECT(sem_wait(sem) == 0);
}

static void post(sem_t *sem)
{
    EXPECT(sem_post(sem) == 0);
}

static void init(unsigned value)
{
    EXPECT(sem_init(&s_a, 0, value) == 0);
    EXPECT(sem_init(&s_b, 0, value) == 0);
}

static void both(sem_t *first, sem_t *second)
{
    take(first);
    take(second);
    post(second);
    post(first);
}

static void ab(void)
{
    both(&s_a, &s_b);
}

static void ba(void)
{
    both(&s_b, &s_a);
}

static void abba(void)
{
    init(1);
    IN_TURN(ab, ba);
}

static void abab(void)
{
    init(1);
    IN_TURN(ab, ab);
}

static void value_2(void)
{
    init(2);
    IN_TURN(ab, ba);
}

static void post_a(void)
{
    post(&s_a);
}

/* It turns out only afterwards that the first is no lock. */
static void withdrawn_afterwards(void)
{
    init(1);
    IN_TURN(ab, ba, post_a);
}

static void take_a(void)
{
    take(&s_a);
}

static void mutex_alone(void)
{
    CHECK(pthread_mutex_lock(&s_mutex));
    CHECK(pthread_mutex_unlock(&s_mutex));
}

static void take_a_then_mutex(void)
{
    take(&s_a);
    mutex_alone();
}

static void mutex_then_a(void)
{
    CHECK(pthread_mutex_lock(&s_mutex));
    take(&s_a);
    CHECK(pthread_mutex_unlock(&s_mutex));
}

/* Taken by one, posted by another, taken again: a signal. */
static void handed_over(void)
{
    init(1);
    IN_TURN(take_a_then_mutex, post_a, mutex_then_a, post_a);
}

static void a_then_mutex_posted(void)
{
    take(&s_a);
    mutex_alone();
    post(&s_a);
}

static void mutex_then_a_posted(void)
{
    CHECK(pthread_mutex_lock(&s_mutex));
    take(&s_a);
    post(&s_a);
    CHECK(pthread_mutex_unlock(&s_mutex));
}

static void with_mutex(void)
{
    init(1);
    IN_TURN(a_then_mutex_posted, mutex_then_a_posted);
}

/* After the waiter took it a second time it holds nothing. */
static void take_twice(void)
{
    take(&s_a);
    take(&s_a);
    mutex_alone();
}

static void *run_take_twice(void *unused)
{
    (void)unused;
    take_twice();
    return NULL;
}

static void waiter_lock(void)
{
    pthread_t thread;
    init(1);
    CHECK(pthread_create(&thread, NULL, run_take_twice, NULL));
    for (int value = 1; value > 0;) {
        EXPECT(sem_getvalue(&s_a, &value) == 0);
    }
    post(&s_a);
    CHECK(pthread_join(thread, NULL));
    post(&s_a);
    IN_TURN(mutex_then_a_posted);
}

static void b_then_try_a(void)
{
    take(&s_b);
    EXPECT(sem_trywait(&s_a) == 0);
    post(&s_a);
    post(&s_b);
}

static void try_b_then_a(void)
{
    EXPECT(sem_trywait(&s_b) == 0);
    take(&s_a);
    post(&s_a);
    post(&s_b);
}

static void timed_b_a(void)
{
    struct timespec now;
    EXPECT(clock_gettime(CLOCK_REALTIME, &now) == 0);
    take(&s_b);
    EXPECT(sem_timedwait(&s_a, &now) == 0);
    post(&s_a);
    post(&s_b);
}

static void timed_out_a(void)
{
    take(&s_b);
    EXPECT(sem_trywait(&s_a) == 0);
    EXPECT(sem_clockwait(&s_a, CLOCK_MONOTONIC, &long_ago) == -1 && errno == ETIMEDOUT);
    post(&s_a);
    post(&s_b);
}

static void try_second(void)
{
    init(1);
    IN_TURN(ab, b_then_try_a);
}

static void try_first(void)
{
    init(1);
    IN_TURN(ab, try_b_then_a);
}

static void timed_second(void)
{
    init(1);
    IN_TURN(ab, timed_b_a);
}

/* A wait that failed leaves nothing behind. */
static void timed_out(void)
{
    init(1);
    IN_TURN(timed_out_a, timed_out_a);
}

static void named(void)
{
    char name[2][64];
    sem_t *sems[2];
    for (int i = 0; i < 2; i++) {
        (void)snprintf(name[i], sizeof(name[i]), "/lockcheck-test-%d-%d", (int)getpid(), i);
        sems[i] = sem_open(name[i], O_CREAT | O_EXCL, 0600, 1);
        EXPECT(sems[i] != SEM_FAILED);
        EXPECT(sem_unlink(name[i]) == 0);
    }
    both(sems[0], sems[1]);
    both(sems[1], sems[0]);
    for (int i = 0; i < 2; i++) {
        EXPECT(sem_close(sems[i]) == 0);
    }
}

static void initialised_again(void)
{
    init(1);
    ab();
    EXPECT(sem_destroy(&s_a) == 0);
    EXPECT(sem_destroy(&s_b) == 0);
    init(1);
    IN_TURN(ba, ba);
}

static void destroyed_taken(void)
{
    init(1);
    take_a();
    EXPECT(sem_destroy(&s_a) == 0);
    EXPECT(sem_init(&s_a, 0, 1) == 0);
    mutex_alone(); /* below nothing */
    IN_TURN(mutex_then_a_posted);
}

static void unlock_mutex(void *unused)
{
    (void)unused;
    CHECK(pthread_mutex_unlock(&s_mutex));
}

static void *wait_for_a(void *unused)
{
    CHECK(pthread_mutex_lock(&s_mutex));
    pthread_cleanup_push(unlock_mutex, unused);
    take(&s_a);
    pthread_cleanup_pop(1);
    return NULL;
}

/* The first is cancelled while it waits, the second before; both are in sem_wait. */
static void cancelled(void)
{
    init(1);
    take_a();
    pthread_t thread;
    void *value;
    for (int i = 0; i < 2; i++) {
        CHECK(pthread_create(&thread, NULL, wait_for_a, NULL));
        CHECK(pthread_cancel(thread));
        CHECK(pthread_join(thread, &value));
        EXPECT(value == PTHREAD_CANCELED);
    }
    post(&s_a);
    EXPECT(sem_trywait(&s_a) == 0);
}

static pthread_barrier_t s_both_have_one;

static void *take_a_then_b(void *unused)
{
    take(&s_a);
    (void)pthread_barrier_wait(&s_both_have_one);
    take(&s_b);
    post(&s_b);
    post(&s_a);
    return unused;
}

static void *take_b_then_a(void *unused)
{
    take(&s_b);
    (void)pthread_barrier_wait(&s_both_have_one);
    take(&s_a);
    post(&s_a);
    post(&s_b);
    return unused;
}

static void cross(void)
{
    CHECK(pthread_barrier_init(&s_both_have_one, NULL, 2));
    pthread_t threads[2];
    CHECK(pthread_create(&threads[0], NULL, take_a_then_b, NULL));
    CHECK(pthread_create(&threads[1], NULL, take_b_then_a, NULL));
    CHECK(pthread_join(threads[0], NULL));
    CHECK(pthread_join(threads[1], NULL));
}

static void both_hang(void)
{
    init(1);
    ab();
    cross();
}

/* No semaphore has been posted yet, but everybody waits. */
static void both_hang_at_first(void)
{
    init(1);
    cross();
}

static void *let_go(void *unused)
{
    const struct timespec longer_than_the_check = {0, 300 * 1000 * 1000};
    (void)nanosleep(&longer_than_the_check, NULL);
    post(&s_a);
    return unused;
}

/* Two wait for each other, and a third has what they want. */
static void both_wait_for_a_third(void)
{
    pthread_t thread;
    init(1);
    CHECK(pthread_create(&thread, NULL, let_go, NULL));
    cross();
    CHECK(pthread_join(thread, NULL));
}

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {
        {"abba", abba},
        {"abab", abab},
        {"value_2", value_2},
        {"withdrawn_afterwards", withdrawn_afterwards},
        {"handed_over", handed_over},
        {"with_mutex", with_mutex},
        {"waiter_lock", waiter_lock},
        {"try_second", try_second},
        {"try_first", try_first},
        {"timed_second", timed_second},
        {"timed_out", timed_out},
        {"named", named},
        {"initialised_again", initialised_again},
        {"destroyed_taken", destroyed_taken},
        {"cancelled", cancelled},
        {"both_hang", both_hang},
        {"both_hang_at_first", both_hang_at_first},
        {"both_wait_for_a_third", both_wait_for_a_third},
        {NULL, NULL},
    };
    return scenario_main(argc, argv, scenarios);
}
