/*
 * The runtime driven by many threads at once, without the preload layer: built with ThreadSanitizer
 * (preset tsan) it shows races of our own. Only the main thread asserts.
 */
#include "support/cmocka_all.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#include "runtime/held.h"
#include "runtime/lifetime.h"
#include "runtime/state.h"
#include "runtime/thread.h"
#include "trace/format.h"

enum { THREADS = 4, ROUNDS = 300, LOCKS = 8 };

static pthread_mutex_t s_locks[LOCKS];

struct start {
    struct lc_birth birth;
    void (*run)(struct lc_thread *self, unsigned index);
    unsigned index;
};

/* In the books alone. */
static void note(struct lc_thread *self, pthread_mutex_t *mutex)
{
    uint32_t index = lc_asking(self, mutex, LC_LOCK_MUTEX, LC_MODE_WRITE,
                               __builtin_return_address(0), __builtin_frame_address(0));
    lc_taken(self, index, mutex);
}

static void take(struct lc_thread *self, pthread_mutex_t *mutex)
{
    uint32_t index = lc_asking(self, mutex, LC_LOCK_MUTEX, LC_MODE_WRITE,
                               __builtin_return_address(0), __builtin_frame_address(0));
    (void)pthread_mutex_lock(mutex);
    lc_taken(self, index, mutex);
}

static void give(struct lc_thread *self, pthread_mutex_t *mutex)
{
    (void)pthread_mutex_unlock(mutex);
    (void)lc_released(self, mutex, NULL);
}

static void *begin(void *argument)
{
    const struct start *start = argument;
    lc_thread_born(&start->birth);
    start->run(lc_thread_self(), start->index);
    lc_thread_die(true);
    return NULL;
}

static void in_threads(void (*run)(struct lc_thread *self, unsigned index))
{
    pthread_t threads[THREADS];
    struct start starts[THREADS];
    struct lc_thread *self = lc_thread_self();
    assert_non_null(self);
    for (unsigned i = 0; i < THREADS; i++) {
        starts[i] = (struct start){.run = run, .index = i};
        lc_thread_enter(self);
        lc_thread_conceive(self, &starts[i].birth);
        lc_thread_leave(self);
        assert_int_equal(pthread_create(&threads[i], NULL, begin, &starts[i]), 0);
    }
    for (unsigned i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        lc_thread_joined(self, (uint64_t)threads[i], starts[i].birth.id);
    }
}

static uint64_t findings(void)
{
    return g_lc.counts.findings;
}

/* Always from a lower lock to a higher one. */
static void nest_upwards(struct lc_thread *self, unsigned index)
{
    for (unsigned round = 0; round < ROUNDS; round++) {
        unsigned low = (round + index) % (LOCKS - 2);
        take(self, &s_locks[low]);
        take(self, &s_locks[low + 1]);
        take(self, &s_locks[LOCKS - 1]);
        give(self, &s_locks[low]); /* out of order, on purpose */
        give(self, &s_locks[LOCKS - 1]);
        give(self, &s_locks[low + 1]);
    }
}

static void one_order_in_all_threads_is_silent(void **state)
{
    (void)state;
    uint64_t before = findings();
    in_threads(nest_upwards);
    assert_int_equal(findings(), before);
    assert_true(g_lc.counts.dependencies > 0);
}

/* Locks that come and go at shared addresses, while others look at the page filter. */
static void churn(struct lc_thread *self, unsigned index)
{
    for (unsigned round = 0; round < ROUNDS; round++) {
        pthread_mutex_t *own = calloc(1, sizeof(*own));
        take(self, &s_locks[index]);
        take(self, own);
        give(self, own);
        give(self, &s_locks[index]);
        if (lc_range_is_tracked((uintptr_t)own, sizeof(*own))) {
            lc_lifetime_end_range(self, (uintptr_t)own, sizeof(*own), LC_GONE_FREED);
        }
        free(own);
    }
}

static void locks_that_come_and_go_are_silent_and_forgotten(void **state)
{
    (void)state;
    uint64_t before = findings();
    in_threads(churn);
    assert_int_equal(findings(), before);
    assert_true(lc_load_relaxed(&g_lc_tracked) <= LOCKS);
}

/* Two at a time, in opposite orders; in the books alone, or ThreadSanitizer would tell of it too.
 */
static void clash(struct lc_thread *self, unsigned index)
{
    for (unsigned round = 0; round < ROUNDS; round++) {
        note(self, &s_locks[index % 2]);
        note(self, &s_locks[1 - index % 2]);
        (void)lc_released(self, &s_locks[1 - index % 2], NULL);
        (void)lc_released(self, &s_locks[index % 2], NULL);
    }
}

static void opposite_orders_are_one_finding(void **state)
{
    (void)state;
    uint64_t before = findings();
    in_threads(clash);
    assert_int_equal(findings(), before + 1);
}

/* Each refuses the one before it, in the books alone; in step, so that all are at it. */
static pthread_barrier_t s_step;

static void be_refused(struct lc_thread *self, unsigned index)
{
    for (unsigned round = 0; round < ROUNDS; round++) {
        pthread_mutex_t *next = &s_locks[(index + 1) % THREADS];
        note(self, &s_locks[index]);
        uint32_t slot = lc_trying(self, next, LC_LOCK_MUTEX, LC_MODE_WRITE,
                                  __builtin_return_address(0), __builtin_frame_address(0));
        (void)lc_refused(self, slot, next, EBUSY);
        (void)lc_released(self, &s_locks[index], NULL);
        (void)pthread_barrier_wait(&s_step);
    }
}

static void a_ring_of_refusals_is_one_finding(void **state)
{
    (void)state;
    uint64_t before = findings();
    assert_int_equal(pthread_barrier_init(&s_step, NULL, THREADS), 0);
    in_threads(be_refused);
    assert_int_equal(findings(), before + 1);
}

static bool s_got_in;

static void *try_to_enter(void *unused)
{
    (void)unused;
    s_got_in = lc_cold_try_enter(NULL);
    if (s_got_in) {
        lc_cold_leave(NULL);
    }
    return NULL;
}

static bool another_thread_gets_in(void)
{
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, try_to_enter, NULL), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    return s_got_in;
}

static bool is_blocked_here(int signal)
{
    sigset_t blocked;
    assert_int_equal(pthread_sigmask(SIG_BLOCK, NULL, &blocked), 0);
    return sigismember(&blocked, signal) == 1;
}

/* Nor does whoever finds it taken keep its signals held off. */
static void who_only_tries_does_not_stand_in_line(void **state)
{
    (void)state;
    lc_cold_enter(NULL);
    assert_false(another_thread_gets_in());
    bool try_again = lc_cold_try_enter(NULL);
    assert_true(is_blocked_here(SIGUSR1));
    lc_cold_leave(NULL);
    assert_false(try_again);
    assert_false(is_blocked_here(SIGUSR1));
    assert_true(another_thread_gets_in());
}

static uint32_t unborn(struct lc_thread *self)
{
    lc_cold_enter(self);
    uint32_t count = lc_threads_unborn_locked();
    lc_cold_leave(self);
    return count;
}

static void a_thread_is_unborn_until_it_begins(void **state)
{
    (void)state;
    struct lc_thread *self = lc_thread_self();
    struct start start = {.run = clash};
    struct lc_birth stillborn = {0};
    pthread_t thread;
    lc_thread_enter(self);
    lc_thread_conceive(self, &start.birth);
    lc_thread_conceive(self, &stillborn);
    assert_int_equal(unborn(self), 2);
    lc_thread_stillborn(&stillborn);
    assert_int_equal(unborn(self), 1);
    lc_thread_leave(self);
    assert_int_equal(pthread_create(&thread, NULL, begin, &start), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    lc_thread_joined(self, (uint64_t)thread, start.birth.id);
    lc_thread_enter(self);
    assert_int_equal(unborn(self), 0);
    lc_thread_leave(self);
}

static int set_up(void **state)
{
    (void)state;
    lc_runtime_start();
    for (unsigned i = 0; i < LOCKS; i++) {
        (void)pthread_mutex_init(&s_locks[i], NULL);
    }
    return lc_runtime_is_on() ? 0 : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_order_in_all_threads_is_silent),
        cmocka_unit_test(who_only_tries_does_not_stand_in_line),
        cmocka_unit_test(locks_that_come_and_go_are_silent_and_forgotten),
        cmocka_unit_test(opposite_orders_are_one_finding),
        cmocka_unit_test(a_ring_of_refusals_is_one_finding),
        cmocka_unit_test(a_thread_is_unborn_until_it_begins),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
