/* What the wrappers leave in locks that they take themselves, beside what the C library leaves. */
#include "support/cmocka_all.h"

#include <string.h>

#include "preload/mutex_fast.h"
#include "preload/rwlock_fast.h"
#include "preload/spin_fast.h"

int g_lc_plain_kind = PTHREAD_MUTEX_TIMED_NP;
unsigned g_lc_rwlock_quiet = 0;
int g_lc_spin_free, g_lc_spin_taken; /* by the first test of spin locks */

enum { SOME_TID = 4711, FUTEX_USED = 2 };

static pthread_rwlock_t new_rwlock(void)
{
    pthread_rwlock_t rwlock;
    memset(&rwlock, 0, sizeof(rwlock));
    return rwlock;
}

static void a_mutex_of_a_named_type_is_plain(void **state)
{
    (void)state;
    pthread_mutexattr_t attributes;
    pthread_mutex_t normal, recursive;
    assert_int_equal(pthread_mutexattr_init(&attributes), 0);
    assert_int_equal(pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_NORMAL), 0);
    assert_int_equal(pthread_mutex_init(&normal, &attributes), 0);
    assert_int_equal(pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE), 0);
    assert_int_equal(pthread_mutex_init(&recursive, &attributes), 0);
    assert_true(lc_mutex_is_plain(&normal));
    assert_false(lc_mutex_is_plain(&recursive));
}

static void readers_are_counted_as_by_the_library(void **state)
{
    (void)state;
    pthread_rwlock_t ours = new_rwlock(), theirs = new_rwlock();
    for (int i = 0; i < 3; i++) {
        assert_true(lc_rwlock_fast_read(&ours));
        assert_int_equal(pthread_rwlock_rdlock(&theirs), 0);
        assert_memory_equal(&ours, &theirs, sizeof(ours));
    }
    for (int i = 0; i < 3; i++) {
        assert_true(lc_rwlock_fast_read_end(&ours));
        assert_int_equal(pthread_rwlock_unlock(&theirs), 0);
        assert_memory_equal(&ours, &theirs, sizeof(ours));
    }
}

static void nobody_reads_while_one_writes(void **state)
{
    (void)state;
    pthread_rwlock_t rwlock = new_rwlock();
    assert_true(lc_rwlock_fast_write(&rwlock, SOME_TID));
    assert_false(lc_rwlock_fast_read(&rwlock));
    assert_false(lc_rwlock_fast_write(&rwlock, SOME_TID + 1));
    assert_false(lc_rwlock_fast_write_end(&rwlock, SOME_TID + 1));
    assert_true(lc_rwlock_fast_write_end(&rwlock, SOME_TID));
}

static void nobody_writes_while_one_reads(void **state)
{
    (void)state;
    pthread_rwlock_t rwlock = new_rwlock();
    assert_true(lc_rwlock_fast_read(&rwlock));
    assert_false(lc_rwlock_fast_write(&rwlock, SOME_TID));
    assert_true(lc_rwlock_fast_read_end(&rwlock));
    assert_true(lc_rwlock_fast_write(&rwlock, SOME_TID));
}

/* To end the writers' turn is more than to count. */
static void the_first_reader_after_a_writer_is_the_librarys(void **state)
{
    (void)state;
    pthread_rwlock_t rwlock = new_rwlock();
    assert_true(lc_rwlock_fast_write(&rwlock, SOME_TID));
    assert_true(lc_rwlock_fast_write_end(&rwlock, SOME_TID));
    assert_false(lc_rwlock_fast_read(&rwlock));
    assert_true(lc_rwlock_fast_write(&rwlock, SOME_TID));
}

static void a_writer_that_others_wait_for_is_left_as_it_was(void **state)
{
    (void)state;
    pthread_rwlock_t rwlock = new_rwlock();
    assert_true(lc_rwlock_fast_write(&rwlock, SOME_TID));
    pthread_rwlock_t reader_waits = rwlock, writer_waits = rwlock;
    reader_waits.__data.__readers += LC_RWLOCK_READER;
    writer_waits.__data.__writers_futex |= FUTEX_USED;
    pthread_rwlock_t reader_before = reader_waits, writer_before = writer_waits;
    assert_false(lc_rwlock_fast_write_end(&reader_waits, SOME_TID));
    assert_false(lc_rwlock_fast_write_end(&writer_waits, SOME_TID));
    assert_memory_equal(&reader_waits, &reader_before, sizeof(rwlock));
    assert_memory_equal(&writer_waits, &writer_before, sizeof(rwlock));
}

static void writers_of_other_kinds_are_the_librarys(void **state)
{
    (void)state;
    pthread_rwlock_t rwlock = PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP;
    assert_false(lc_rwlock_fast_write(&rwlock, SOME_TID));
    assert_true(lc_rwlock_fast_read(&rwlock));
}

static void a_spin_lock_reads_as_the_librarys(void **state)
{
    (void)state;
    pthread_spinlock_t spin;
    assert_int_equal(pthread_spin_init(&spin, PTHREAD_PROCESS_PRIVATE), 0);
    g_lc_spin_free = g_lc_spin_taken = spin;
    assert_false(lc_spin_fast_unlock(&spin)); /* one word for both: we leave them alone */
    assert_int_equal(pthread_spin_lock(&spin), 0);
    g_lc_spin_taken = spin;
    assert_false(lc_spin_fast_lock(&spin));
    assert_int_equal(pthread_spin_unlock(&spin), 0);
    assert_true(lc_spin_fast_lock(&spin));
    assert_int_equal(spin, g_lc_spin_taken);
    assert_true(lc_spin_fast_unlock(&spin));
    assert_int_equal(spin, g_lc_spin_free);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mutex_of_a_named_type_is_plain),
        cmocka_unit_test(readers_are_counted_as_by_the_library),
        cmocka_unit_test(nobody_reads_while_one_writes),
        cmocka_unit_test(nobody_writes_while_one_reads),
        cmocka_unit_test(the_first_reader_after_a_writer_is_the_librarys),
        cmocka_unit_test(a_writer_that_others_wait_for_is_left_as_it_was),
        cmocka_unit_test(writers_of_other_kinds_are_the_librarys),
        cmocka_unit_test(a_spin_lock_reads_as_the_librarys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
