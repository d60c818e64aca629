#include "runtime/word.h"

#include <errno.h>
#include <pthread.h>

#include "base/sys.h"

enum {
    READERS_SHIFT = 3, /* of __readers */
    SET_BYTES = 8,     /* of a set of signals, to the kernel */
};

static bool allows_rwlock(const pthread_rwlock_t *rwlock, enum lc_mode mode, uint32_t tid)
{
    if (mode == LC_MODE_WRITE) {
        return (uint32_t)__atomic_load_n(&rwlock->__data.__cur_writer, __ATOMIC_RELAXED) == tid;
    }
    return __atomic_load_n(&rwlock->__data.__readers, __ATOMIC_RELAXED) >> READERS_SHIFT != 0;
}

bool lc_word_allows(enum lc_lock_kind kind, enum lc_mode mode, const void *bytes, uint32_t tid)
{
    switch (kind) {
    case LC_LOCK_MUTEX: {
        const pthread_mutex_t *mutex = bytes;
        return (uint32_t)__atomic_load_n(&mutex->__data.__owner, __ATOMIC_RELAXED) == tid;
    }
    case LC_LOCK_RWLOCK:
        return allows_rwlock(bytes, mode, tid);
    case LC_LOCK_SPIN:
        return true;
    default:
        return false;
    }
}

/* The kernel copies the set before it finds that nobody can do this with it. */
static bool can_copy(const char *eight_bytes)
{
    enum { NO_SUCH_WAY = -1 };
    return LC_SYS4(SYS_rt_sigprocmask, NO_SUCH_WAY, eight_bytes, NULL, SET_BYTES) != -EFAULT;
}

bool lc_word_is_readable(const void *bytes, size_t count)
{
    const char *first = bytes;
    return can_copy(first) && can_copy(first + count - SET_BYTES);
}
