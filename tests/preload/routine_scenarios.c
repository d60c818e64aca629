/*
 * Locks taken so often by the same calls that the library takes them itself, among threads for whom
 * it does not: they exclude as before, and are seen as before. Each call is in the function that
 * gives the lock back: calls in functions that return with it are never left unlooked at.
 */
#include "preload/rwlock.h"

#include <stdbool.h>
#include <threads.h>

enum { THREADS = 3, ROUNDS = 100000, WRITES_ONE_IN = 4, MOMENTS = 100 };

static pthread_rwlock_t s_a = PTHREAD_RWLOCK_INITIALIZER, s_b = PTHREAD_RWLOCK_INITIALIZER;
static pthread_spinlock_t s_spin;
static mtx_t s_mtx;

/* Both change together, under the lock that is tried. */
static struct {
    volatile long first, between, second;
} s_guarded;

static pthread_barrier_t s_all_there;

static void begin_together(void)
{
    (void)pthread_barrier_wait(&s_all_there);
}

static void change_guarded(void)
{
    EXPECT(s_guarded.first == s_guarded.second);
    s_guarded.first++;
    for (int i = 0; i < MOMENTS; i++) {
        s_guarded.between++; /* time for others to come in who should not */
    }
    s_guarded.second++;
}

static void *read_and_write(void *unused)
{
    begin_together();
    for (int i = 0; i < ROUNDS; i++) {
        if (i % WRITES_ONE_IN == 0) {
            CHECK(pthread_rwlock_wrlock(&s_a));
            change_guarded();
        } else {
            CHECK(pthread_rwlock_rdlock(&s_a));
            EXPECT(s_guarded.first == s_guarded.second);
        }
        CHECK(pthread_rwlock_unlock(&s_a));
    }
    return unused;
}

/* By calls that the library leaves to the C library. */
static void *try_and_write(void *unused)
{
    struct timespec soon;
    CHECK(clock_gettime(CLOCK_REALTIME, &soon));
    soon.tv_sec += 600;
    begin_together();
    for (int i = 0; i < ROUNDS; i++) {
        if (i % WRITES_ONE_IN == 0) {
            CHECK(pthread_rwlock_timedwrlock(&s_a, &soon));
            change_guarded();
            CHECK(pthread_rwlock_unlock(&s_a));
        } else if (pthread_rwlock_tryrdlock(&s_a) == 0) {
            EXPECT(s_guarded.first == s_guarded.second);
            CHECK(pthread_rwlock_unlock(&s_a));
        }
    }
    return unused;
}

static void *spin(void *unused)
{
    begin_together();
    for (int i = 0; i < ROUNDS; i++) {
        CHECK(pthread_spin_lock(&s_spin));
        change_guarded();
        CHECK(pthread_spin_unlock(&s_spin));
    }
    return unused;
}

static void *lock_mtx(void *unused)
{
    begin_together();
    for (int i = 0; i < ROUNDS; i++) {
        EXPECT(mtx_lock(&s_mtx) == thrd_success);
        change_guarded();
        EXPECT(mtx_unlock(&s_mtx) == thrd_success);
    }
    return unused;
}

static void in_threads(void *(*of_most)(void *), void *(*of_last)(void *), long changes)
{
    pthread_t threads[THREADS];
    CHECK(pthread_barrier_init(&s_all_there, NULL, THREADS));
    for (int i = 0; i < THREADS; i++) {
        CHECK(pthread_create(&threads[i], NULL, i < THREADS - 1 ? of_most : of_last, NULL));
    }
    for (int i = 0; i < THREADS; i++) {
        CHECK(pthread_join(threads[i], NULL));
    }
    EXPECT(s_guarded.first == changes && s_guarded.second == changes);
}

static void rwlock_excludes(void)
{
    in_threads(read_and_write, try_and_write, (long)THREADS * ROUNDS / WRITES_ONE_IN);
    CHECK(pthread_rwlock_destroy(&s_a));
}

static void writer_first_excludes(void)
{
    make_writer_first(&s_a);
    rwlock_excludes();
}

static void spin_excludes(void)
{
    CHECK(pthread_spin_init(&s_spin, PTHREAD_PROCESS_PRIVATE));
    in_threads(spin, spin, (long)THREADS * ROUNDS);
}

static void mtx_excludes(void)
{
    EXPECT(mtx_init(&s_mtx, mtx_plain) == thrd_success);
    in_threads(lock_mtx, lock_mtx, (long)THREADS * ROUNDS);
    mtx_destroy(&s_mtx);
}

/* ---- What was routine, and then is not ---- */

static void nest(pthread_rwlock_t *outer, pthread_rwlock_t *inner, bool writes)
{
    CHECK(pthread_rwlock_rdlock(outer));
    if (writes) {
        CHECK(pthread_rwlock_wrlock(inner));
    } else {
        CHECK(pthread_rwlock_rdlock(inner));
    }
    CHECK(pthread_rwlock_unlock(inner));
    CHECK(pthread_rwlock_unlock(outer));
}

static void a_then_b_often(void)
{
    for (int i = 0; i < 100; i++) {
        nest(&s_a, &s_b, i % 2 == 0);
    }
}

static void b_then_a_often(void)
{
    for (int i = 0; i < 100; i++) {
        nest(&s_b, &s_a, false);
    }
    nest(&s_b, &s_a, true);
}

static void opposite_after_all(void)
{
    IN_TURN(a_then_b_often, b_then_a_often);
}

static void never_opposite(void)
{
    IN_TURN(a_then_b_often, a_then_b_often);
}

static bool s_can_write;

static void try_to_write(void)
{
    s_can_write = pthread_rwlock_trywrlock(&s_a) == 0;
    if (s_can_write) {
        CHECK(pthread_rwlock_unlock(&s_a));
    }
}

/* The second read of a lock counts, and so does each end of one. */
static void read_twice(void)
{
    for (int i = 0; i < 100; i++) {
        CHECK(pthread_rwlock_rdlock(&s_a));
        CHECK(pthread_rwlock_rdlock(&s_a));
        CHECK(pthread_rwlock_unlock(&s_a));
        if (i == 99) {
            in_thread(try_to_write);
            EXPECT(!s_can_write);
        }
        CHECK(pthread_rwlock_unlock(&s_a));
    }
    in_thread(try_to_write);
    EXPECT(s_can_write);
}

static void read_a_often(void)
{
    for (int i = 0; i < 100; i++) {
        CHECK(pthread_rwlock_rdlock(&s_a));
        CHECK(pthread_rwlock_unlock(&s_a));
    }
}

static void unlock_without_lock(void)
{
    read_a_often();
    CHECK(pthread_rwlock_rdlock(&s_b));
    in_thread(read_a_often);
    (void)pthread_rwlock_unlock(&s_a);
    CHECK(pthread_rwlock_unlock(&s_b));
}

static void unlock_with_lock(void)
{
    read_a_often();
    CHECK(pthread_rwlock_rdlock(&s_b));
    in_thread(read_a_often);
    CHECK(pthread_rwlock_rdlock(&s_a));
    CHECK(pthread_rwlock_unlock(&s_b));
    CHECK(pthread_rwlock_unlock(&s_a));
}

#define SCENARIO(name) \
    {                  \
#name, name    \
    }

static const struct scenario s_scenarios[] = {
    SCENARIO(rwlock_excludes),    SCENARIO(writer_first_excludes),
    SCENARIO(spin_excludes),      SCENARIO(mtx_excludes),
    SCENARIO(opposite_after_all), SCENARIO(never_opposite),
    SCENARIO(read_twice),         SCENARIO(unlock_without_lock),
    SCENARIO(unlock_with_lock),   {NULL, NULL},
};

int main(int argc, char **argv)
{
    return scenario_main(argc, argv, s_scenarios);
}
