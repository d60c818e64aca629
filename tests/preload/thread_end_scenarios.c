/* What threads leave behind when they end: locks, and themselves. */
#include <errno.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>

#include "preload/asleep.h"
#include "preload/robust.h"
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

static void *do_nothing(void *unused)
{
    return unused;
}

static void unlock_at_end(void *unused)
{
    (void)unused;
    unlock();
}

static void *end_with_mutex(void *unused)
{
    lock();
    return unused;
}

static void *end_with_write_lock(void *unused)
{
    CHECK(pthread_rwlock_wrlock(&s_rwlock));
    return unused;
}

static void *exit_with_mutex(void *unused)
{
    lock();
    pthread_exit(unused);
}

static void *unlock_in_destructor(void *key)
{
    lock();
    CHECK(pthread_setspecific(*(pthread_key_t *)key, key));
    return NULL;
}

static void ends_with_mutex(void)
{
    join(start(end_with_mutex, NULL));
}

static void ends_with_rwlock(void)
{
    join(start(end_with_write_lock, NULL));
}

static void exits_with_mutex(void)
{
    join(start(exit_with_mutex, NULL));
}

static void ends_with_none(void)
{
    join(start(take_mutex, NULL));
}

static void ends_and_destructor_unlocks(void)
{
    pthread_key_t key;
    CHECK(pthread_key_create(&key, unlock_at_end));
    join(start(unlock_in_destructor, &key));
    CHECK(pthread_key_delete(key));
}

static pthread_mutex_t s_robust;

static void *end_with_robust(void *unused)
{
    CHECK(pthread_mutex_lock(&s_robust));
    return unused;
}

static void ends_with_robust(void)
{
    make_robust(&s_robust);
    join(start(end_with_robust, NULL));
}

static atomic_int s_tid;

static void *tell_tid(void *unused)
{
    atomic_store(&s_tid, gettid());
    return unused;
}

/* Over when the kernel no longer knows it. */
static void never_joined(void)
{
    (void)start(tell_tid, NULL);
    while (atomic_load(&s_tid) == 0 || tgkill(getpid(), atomic_load(&s_tid), 0) == 0) {
        (void)sched_yield();
    }
}

static void *end_detached_with_mutex(void *unused)
{
    CHECK(pthread_detach(pthread_self()));
    lock();
    atomic_store(&s_tid, gettid());
    return unused;
}

static void detached_ends_with_mutex(void)
{
    (void)start(end_detached_with_mutex, NULL);
    while (atomic_load(&s_tid) == 0 || tgkill(getpid(), atomic_load(&s_tid), 0) == 0) {
        (void)sched_yield();
    }
}

static void detached_ends_and_wanted(void)
{
    detached_ends_with_mutex();
    lock();
}

static void *be_cancelled_in_lock(void *unused)
{
    CHECK(pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, NULL));
    atomic_store(&s_tid, gettid());
    lock();
    return unused;
}

/* Cancelled while it waits for a lock, which goes on being used. */
static void cancelled_in_lock(void)
{
    lock();
    pthread_t thread = start(be_cancelled_in_lock, NULL);
    while (atomic_load(&s_tid) == 0 || !is_asleep(atomic_load(&s_tid))) {
        (void)sched_yield();
    }
    CHECK(pthread_cancel(thread));
    unlock();
    join(thread);
}

static void *rest(void *unused)
{
    sem_t never;
    EXPECT(sem_init(&never, 0, 0) == 0);
    atomic_store(&s_tid, gettid());
    while (sem_wait(&never) != 0) {
    }
    return unused;
}

static void wait_until_it_rests(void)
{
    while (atomic_load(&s_tid) == 0 || !is_asleep(atomic_load(&s_tid))) {
        (void)sched_yield();
    }
}

static void never_joined_and_running(void)
{
    (void)start(rest, NULL);
    wait_until_it_rests();
}

static void detached_and_running(void)
{
    CHECK(pthread_detach(start(rest, NULL)));
    wait_until_it_rests();
}

/* A way out in an emergency: the others are not asked. */
static void *say_done_and_exit(void *unused)
{
    (void)unused;
    puts("done");
    exit(0);
}

static void never_joined_and_emergency(void)
{
    never_joined_and_running();
    join(start(say_done_and_exit, NULL));
}

static void detached(void)
{
    CHECK(pthread_detach(start(do_nothing, NULL)));
}

static void joined(void)
{
    join(start(do_nothing, NULL));
}

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {
        {"ends_with_mutex", ends_with_mutex},
        {"ends_with_rwlock", ends_with_rwlock},
        {"exits_with_mutex", exits_with_mutex},
        {"ends_with_none", ends_with_none},
        {"ends_and_destructor_unlocks", ends_and_destructor_unlocks},
        {"ends_with_robust", ends_with_robust},
        {"never_joined", never_joined},
        {"detached_ends_with_mutex", detached_ends_with_mutex},
        {"detached_ends_and_wanted", detached_ends_and_wanted},
        {"cancelled_in_lock", cancelled_in_lock},
        {"never_joined_and_running", never_joined_and_running},
        {"never_joined_and_emergency", never_joined_and_emergency},
        {"detached_and_running", detached_and_running},
        {"detached", detached},
        {"joined", joined},
        {NULL, NULL},
    };
    return scenario_main(argc, argv, scenarios);
}
