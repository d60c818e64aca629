#include "support/cmocka_all.h"

#include <errno.h>
#include <pthread.h>

#include "base/atomics.h"
#include "base/futex_lock.h"

enum { THREADS = 4, ROUNDS = 20000 };

static struct lc_futex_lock s_lock;
static uint64_t s_total; /* under s_lock */

static void *add_many(void *arg)
{
    (void)arg;
    for (int i = 0; i < ROUNDS; i++) {
        lc_futex_lock(&s_lock);
        s_total++;
        lc_futex_unlock(&s_lock);
    }
    return NULL;
}

static void it_excludes_threads_and_loses_no_wakeup(void **state)
{
    (void)state;
    pthread_t threads[THREADS];
    s_total = 0;
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, add_many, NULL), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    }
    assert_int_equal(s_total, (uint64_t)THREADS * ROUNDS);
}

static void *take_and_release(void *arg)
{
    errno = ERANGE;
    lc_futex_lock(arg);
    lc_futex_unlock(arg);
    return errno == ERANGE ? NULL : arg;
}

static void a_thread_that_slept_is_woken_and_keeps_errno(void **state)
{
    (void)state;
    struct lc_futex_lock lock = LC_FUTEX_LOCK_INIT;
    lc_futex_lock(&lock);
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, take_and_release, &lock), 0);
    /* It must fail to take the lock, and then says so in the word, before it sleeps. */
    while (lc_load_relaxed(&lock.word) != 2) {
        (void)sched_yield();
    }
    lc_futex_unlock(&lock);
    void *result = &lock;
    assert_int_equal(pthread_join(thread, &result), 0);
    assert_null(result);
}

static void trylock_fails_on_a_held_lock_and_takes_a_free_one(void **state)
{
    (void)state;
    struct lc_futex_lock lock = LC_FUTEX_LOCK_INIT;
    assert_true(lc_futex_trylock(&lock));
    assert_false(lc_futex_trylock(&lock));
    lc_futex_unlock(&lock);
    assert_true(lc_futex_trylock(&lock));
}

static void a_held_lock_is_free_after_reinit(void **state)
{
    (void)state;
    struct lc_futex_lock lock = LC_FUTEX_LOCK_INIT;
    lc_futex_lock(&lock);
    lc_futex_reinit(&lock);
    assert_true(lc_futex_trylock(&lock));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_excludes_threads_and_loses_no_wakeup),
        cmocka_unit_test(a_thread_that_slept_is_woken_and_keeps_errno),
        cmocka_unit_test(trylock_fails_on_a_held_lock_and_takes_a_free_one),
        cmocka_unit_test(a_held_lock_is_free_after_reinit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
