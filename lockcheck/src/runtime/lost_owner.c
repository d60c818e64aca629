#include "runtime/lost_owner.h"

#include <fcntl.h>
#include <pthread.h>
#include <string.h>

#include "base/sys.h"
#include "runtime/asleep.h"
#include "runtime/locks.h"
#include "runtime/peers.h"
#include "runtime/shared.h"
#include "trace/format_shared.h"

enum { KIND_ROBUST = 0x10, KIND_PSHARED = 0x80 };

/* Another process's numbers are ours unless it lives in a namespace of its own. */
static bool knows_all_threads(const struct lc_lock *lock)
{
    enum { INITIAL_NAMESPACE_BYTES = 16 };
    static const char initial[] = "pid:[4026531836]"; /* the kernel's constant */
    char name[64];
    long bytes = LC_SYS4(SYS_readlinkat, AT_FDCWD, "/proc/self/ns/pid", name, sizeof(name));
    bool is_initial =
        bytes == INITIAL_NAMESPACE_BYTES && memcmp(name, initial, INITIAL_NAMESPACE_BYTES) == 0;
    bool is_ours = is_initial || lc_shared_is_of_relatives_locked(lock);
    return is_ours && lc_asleep_is_one_namespace_locked();
}

/* A mutex that is not robust, whose owner is no more: whoever waits for it waits for ever. */
uint32_t lc_lost_owner_locked(const struct lc_thread *self)
{
    const pthread_mutex_t *mutex = self->wait.object;
    if (self->wait.kind != LC_LOCK_MUTEX || !self->board->want.inode ||
        mutex->__data.__kind & KIND_ROBUST || !(mutex->__data.__kind & KIND_PSHARED)) {
        return 0;
    }
    uint32_t owner = (uint32_t)__atomic_load_n(&mutex->__data.__owner, __ATOMIC_RELAXED);
    const struct lc_lock *lock = lc_lock_find_locked((uintptr_t)mutex);
    bool is_lost = owner && !lc_thread_exists(owner) && lock && knows_all_threads(lock);
    return is_lost ? owner : 0;
}
