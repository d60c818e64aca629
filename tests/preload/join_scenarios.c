/* Threads that wait for threads. */
#include <errno.h>

#include "preload/threads.h"

static pthread_mutex_t s_mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t s_rwlock = PTHREAD_RWLOCK_INITIALIZER;

static void lock(void)
{
    CHECK(pthread_mutex_lock(&s_mutex));
}

static void unlock(void)
{
    CHECK(pthread_mutex_unlock(&s_mutex));
}

static void *take_mutex(void *unused)
{
    lock();
    unlock();
    return unused;
}

static void holding(void)
{
    lock();
    join(start(take_mutex, NULL));
    unlock();
}

static void holding_nothing(void)
{
    lock();
    pthread_t thread = start(take_mutex, NULL);
    unlock();
    join(thread);
}

/* The thread asks for nothing that is held here. */
static void holding_another(void)
{
    CHECK(pthread_rwlock_wrlock(&s_rwlock));
    join(start(take_mutex, NULL));
    CHECK(pthread_rwlock_unlock(&s_rwlock));
}

static void *take_mutex_and_tell(void *unused)
{
    lock();
    unlock();
    end_turn();
    return unused;
}

/* It took the lock before, and might as well have come late. */
static void holding_afterwards(void)
{
    pthread_t thread = start(take_mutex_and_tell, NULL);
    wait_for_turn(1);
    lock();
    join(thread);
    unlock();
}

/* The turn comes after it: whoever joins holds another lock. */
static void holding_another_afterwards(void)
{
    pthread_t thread = start(take_mutex_and_tell, NULL);
    wait_for_turn(1);
    CHECK(pthread_rwlock_wrlock(&s_rwlock));
    join(thread);
    CHECK(pthread_rwlock_unlock(&s_rwlock));
}

static pthread_cond_t s_is_past = PTHREAD_COND_INITIALIZER;
static int s_past;

static void *tell_past(void *unused)
{
    lock();
    s_past = 1;
    CHECK(pthread_cond_signal(&s_is_past));
    unlock();
    return unused;
}

/* Waited, with the same mutex, until the thread was past it. */
static void holding_when_past(void)
{
    lock();
    pthread_t thread = start(tell_past, NULL);
    while (!s_past) {
        CHECK(pthread_cond_wait(&s_is_past, &s_mutex));
    }
    join(thread);
    unlock();
}

static void itself(void)
{
    EXPECT(pthread_join(pthread_self(), NULL) == EDEADLK);
}

static pthread_t s_ring[3];
static pthread_barrier_t s_all_started;

static void *join_next(void *index)
{
    (void)pthread_barrier_wait(&s_all_started);
    join(s_ring[((long)index + 1) % 3]);
    return NULL;
}

static void ring_of_3(void)
{
    CHECK(pthread_barrier_init(&s_all_started, NULL, 4));
    for (long i = 0; i < 3; i++) {
        s_ring[i] = start(join_next, (void *)i);
    }
    (void)pthread_barrier_wait(&s_all_started);
    lock();
    for (;;) {
        (void)pause();
    }
}

static void *join_that(void *thread)
{
    join(*(pthread_t *)thread);
    return NULL;
}

static void chain(void)
{
    pthread_t first = start(take_mutex, NULL);
    join(start(join_that, &first));
}

static void unlock_at_end(void *unused)
{
    (void)unused;
    unlock();
}

static void *join_under_mutex(void *thread)
{
    lock();
    pthread_cleanup_push(unlock_at_end, NULL);
    join(*(pthread_t *)thread);
    pthread_cleanup_pop(1);
    return NULL;
}

static void *wait_for_cancel(void *unused)
{
    for (;;) {
        (void)pause();
    }
    return unused;
}

/* A join that is given up waits no longer. */
static void cancelled(void)
{
    pthread_t sleeper = start(wait_for_cancel, NULL);
    pthread_t joiner = start(join_under_mutex, &sleeper);
    CHECK(pthread_cancel(joiner));
    join(joiner);
    CHECK(pthread_cancel(sleeper));
    join(sleeper);
    lock();
    unlock();
}

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {
        {"holding", holding},
        {"holding_nothing", holding_nothing},
        {"holding_another", holding_another},
        {"holding_afterwards", holding_afterwards},
        {"holding_another_afterwards", holding_another_afterwards},
        {"holding_when_past", holding_when_past},
        {"itself", itself},
        {"ring_of_3", ring_of_3},
        {"chain", chain},
        {"cancelled", cancelled},
        {NULL, NULL},
    };
    return scenario_main(argc, argv, scenarios);
}
