#include "support/cmocka_all.h"

#include "base/compiler.h"
#include "report/wrapper.h"

static void names_that_speak_of_locking_are_wrappers(void **state)
{
    (void)state;
    static const char *const names[] = {
        "lock",
        "nni_plat_mtx_lock",
        "Semaphore_wait",
        "LOCK2",
        "Mutex::lock",
        "MutexImpl::lockImpl",
        "RWLock::RWLock",
        "QMutexLocker::QMutexLocker",
        "ScopedLock<Mutex>::ScopedLock",
        "ScopedLock<std::mutex>::ScopedLock<int>",
        "(anonymous namespace)::Guard::Guard",
        "pool_tryLock",
        "sem",
    };
    for (size_t i = 0; i < LC_COUNT_OF(names); i++) {
        if (!lc_is_wrapper_name(names[i])) {
            fail_msg("%s", names[i]);
        }
    }
}

static void other_names_are_not(void **state)
{
    (void)state;
    static const char *const names[] = {
        "",
        "transfer",
        "get_clock",
        "readBlock",
        "transfer_locked",
        "assemble",
        "LockManager::transfer",
        "ScopedLock<Mutex>::~Other",
        "vector<Lock>::push_back",
        "push_back<Lock>",
        "lock::",
        "1234",
    };
    for (size_t i = 0; i < LC_COUNT_OF(names); i++) {
        if (lc_is_wrapper_name(names[i])) {
            fail_msg("%s", names[i]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_that_speak_of_locking_are_wrappers),
        cmocka_unit_test(other_names_are_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
