/*
 * A lock that another thread gives back: what the one that took it asks for afterwards does not
 * come after the lock any more. Told is the unlock, and what was asked for before.
 */
#include "preload/rwlock.h"

#include <semaphore.h>

static pthread_rwlock_t s_rw = PTHREAD_RWLOCK_INITIALIZER;
static pthread_mutex_t s_m = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t s_other = PTHREAD_MUTEX_INITIALIZER;
static pthread_spinlock_t s_spin;
static sem_t s_sem;

static void read_rw(void)
{
    CHECK(pthread_rwlock_rdlock(&s_rw));
}

static void write_rw(void)
{
    CHECK(pthread_rwlock_wrlock(&s_rw));
}

static void unlock_rw(void)
{
    CHECK(pthread_rwlock_unlock(&s_rw));
}

static void lock_m(void)
{
    CHECK(pthread_mutex_lock(&s_m));
}

static void unlock_m(void)
{
    CHECK(pthread_mutex_unlock(&s_m));
}

static void lock_spin(void)
{
    CHECK(pthread_spin_lock(&s_spin));
}

static void unlock_spin(void)
{
    CHECK(pthread_spin_unlock(&s_spin));
}

static void take_sem(void)
{
    CHECK(sem_wait(&s_sem));
}

static void post_sem(void)
{
    CHECK(sem_post(&s_sem));
}

static void use_other(void)
{
    CHECK(pthread_mutex_lock(&s_other));
    CHECK(pthread_mutex_unlock(&s_other));
}

/* The opposite order, by another thread: ends the scenario. */
#define OTHER_THEN(take, give)                 \
    static void other_then_##take(void)        \
    {                                          \
        CHECK(pthread_mutex_lock(&s_other));   \
        take();                                \
        give();                                \
        CHECK(pthread_mutex_unlock(&s_other)); \
    }

OTHER_THEN(write_rw, unlock_rw)
OTHER_THEN(lock_m, unlock_m)
OTHER_THEN(lock_spin, unlock_spin)
OTHER_THEN(take_sem, post_sem)

/* Taken by this thread, given back by another one, and then something else is asked for. */
#define GIVEN_BACK(name, take, give, other_then_take) \
    static void name##_then_other(void)               \
    {                                                 \
        take();                                       \
        in_thread(give);                              \
        use_other();                                  \
    }                                                 \
    static void name(void)                            \
    {                                                 \
        IN_TURN(name##_then_other, other_then_take);  \
    }

GIVEN_BACK(reader, read_rw, unlock_rw, other_then_write_rw)
GIVEN_BACK(mutex, lock_m, unlock_m, other_then_lock_m)
GIVEN_BACK(spin_lock, lock_spin, unlock_spin, other_then_lock_spin)
GIVEN_BACK(semaphore, take_sem, post_sem, other_then_take_sem)

/* ---- What was asked for before, or after the lock was taken again ---- */

static void other_under_reader(void)
{
    read_rw();
    use_other();
    in_thread(unlock_rw);
}

static void reader_before(void)
{
    IN_TURN(other_under_reader, other_then_write_rw);
}

static void other_under_mutex(void)
{
    lock_m();
    use_other();
    in_thread(unlock_m);
}

static void mutex_before(void)
{
    IN_TURN(other_under_mutex, other_then_lock_m);
}

static void other_under_mutex_again(void)
{
    lock_m();
    in_thread(unlock_m);
    lock_m();
    use_other();
    unlock_m();
}

static void mutex_again(void)
{
    IN_TURN(other_under_mutex_again, other_then_lock_m);
}

/* ---- One of two readers ---- */

static pthread_barrier_t s_step;

static void step(void)
{
    int result = pthread_barrier_wait(&s_step);
    CHECK(result == PTHREAD_BARRIER_SERIAL_THREAD ? 0 : result);
}

static void *read_beside(void *unused)
{
    read_rw();
    step();
    step();
    unlock_rw();
    return unused;
}

/* Whose hold it was nobody can say; the second reader's it is not. */
static void one_of_two_then_other(void)
{
    pthread_t reader;
    read_rw();
    CHECK(pthread_create(&reader, NULL, read_beside, NULL));
    step();
    in_thread(unlock_rw);
    step();
    CHECK(pthread_join(reader, NULL));
    use_other();
}

static void one_of_two(void)
{
    IN_TURN(one_of_two_then_other, other_then_write_rw);
}

static void *read_until_writer_waits(void *unused)
{
    read_rw();
    step();
    step();
    while (pthread_rwlock_tryrdlock(&s_rw) == 0) {
        unlock_rw();
        CHECK(sched_yield());
    }
    unlock_rw();
    return unused;
}

/* It waits for the other reader, and not for itself. */
static void writes_after_reading(void)
{
    pthread_t reader;
    make_writer_first(&s_rw);
    read_rw();
    CHECK(pthread_create(&reader, NULL, read_until_writer_waits, NULL));
    step();
    in_thread(unlock_rw);
    step();
    write_rw();
    unlock_rw();
    CHECK(pthread_join(reader, NULL));
}

/* ---- Many times ---- */

/* More often than the list of a thread has room at first. */
static void try_often_then_other(void)
{
    enum { TIMES = 200 };
    for (int i = 0; i < TIMES; i++) {
        CHECK(pthread_rwlock_tryrdlock(&s_rw));
        in_thread(unlock_rw);
    }
    use_other();
}

static void tried_often(void)
{
    IN_TURN(try_often_then_other, other_then_write_rw);
}

#define SCENARIO(name) \
    {                  \
#name, name    \
    }

static const struct scenario s_scenarios[] = {
    SCENARIO(reader),
    SCENARIO(mutex),
    SCENARIO(spin_lock),
    SCENARIO(semaphore),
    SCENARIO(reader_before),
    SCENARIO(mutex_before),
    SCENARIO(mutex_again),
    SCENARIO(one_of_two),
    SCENARIO(writes_after_reading),
    SCENARIO(tried_often),
    {NULL, NULL},
};

int main(int argc, char **argv)
{
    CHECK(pthread_spin_init(&s_spin, PTHREAD_PROCESS_PRIVATE));
    CHECK(sem_init(&s_sem, 0, 1));
    CHECK(pthread_barrier_init(&s_step, NULL, 2));
    return scenario_main(argc, argv, s_scenarios);
}
