/*
 * preload/rwlock_fast.h - takes and gives back an uncontended rwlock in the wrapper itself.
 *
 * For the reasons, and on the terms, of preload/mutex_fast.h. glibc counts the readers in
 * __readers, above three bits: it is the writers' turn, that is, the last one that had the lock
 * wrote; a writer has it, or waits for the readers to go; readers wait. While all three are clear,
 * to read is to count up and to be done is to count down, of every kind of lock. To write is to set
 * the first two while nobody has the lock, of the kind that prefers readers: others hand it on
 * differently.
 */
#ifndef LC_PRELOAD_RWLOCK_FAST_H
#define LC_PRELOAD_RWLOCK_FAST_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/compiler.h"

enum {
    LC_RWLOCK_TURN = 1,
    LC_RWLOCK_WRITER = 2,
    LC_RWLOCK_QUEUE = 4,
    LC_RWLOCK_BITS = LC_RWLOCK_TURN | LC_RWLOCK_WRITER | LC_RWLOCK_QUEUE,
    LC_RWLOCK_READER = 8,
    LC_RWLOCK_WRITTEN =
        LC_RWLOCK_TURN | LC_RWLOCK_WRITER, /* by a writer for whom no reader waits */
};

/* The bits of locks to read here: none, or what no lock has. Set at start. */
extern unsigned g_lc_rwlock_quiet;

/* True: the thread reads. False: nothing happened. Nobody reads twice by this, so that it does not
 * count too far. */
LC_HOT_INLINE bool lc_rwlock_fast_read(pthread_rwlock_t *rwlock)
{
    unsigned readers = __atomic_load_n(&rwlock->__data.__readers, __ATOMIC_RELAXED);
    while (LC_LIKELY((readers & LC_RWLOCK_BITS) == g_lc_rwlock_quiet)) {
        /* Acquire; pairs with the release of the last writer, here or in glibc. */
        if (LC_LIKELY(__atomic_compare_exchange_n(&rwlock->__data.__readers, &readers,
                                                  readers + LC_RWLOCK_READER, true,
                                                  __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))) {
            return true;
        }
    }
    return false;
}

/* True: the thread, which read, does so no more. False: nothing happened. */
LC_HOT_INLINE bool lc_rwlock_fast_read_end(pthread_rwlock_t *rwlock)
{
    unsigned readers = __atomic_load_n(&rwlock->__data.__readers, __ATOMIC_RELAXED);
    while (LC_LIKELY((readers & LC_RWLOCK_BITS) == g_lc_rwlock_quiet)) {
        /* Release; pairs with the acquire of the next writer, here or in glibc. */
        if (LC_LIKELY(__atomic_compare_exchange_n(&rwlock->__data.__readers, &readers,
                                                  readers - LC_RWLOCK_READER, true,
                                                  __ATOMIC_RELEASE, __ATOMIC_RELAXED))) {
            return true;
        }
    }
    return false;
}

/* True: the thread writes. False: nothing happened. */
LC_HOT_INLINE bool lc_rwlock_fast_write(pthread_rwlock_t *rwlock, uint32_t tid)
{
    unsigned readers = __atomic_load_n(&rwlock->__data.__readers, __ATOMIC_RELAXED);
    unsigned turn = readers & LC_RWLOCK_TURN;
    /* Acquire; pairs with the release of whoever had it, here or in glibc. */
    if (LC_UNLIKELY((readers ^ turn) != g_lc_rwlock_quiet ||
                    rwlock->__data.__flags != PTHREAD_RWLOCK_PREFER_READER_NP ||
                    !__atomic_compare_exchange_n(&rwlock->__data.__readers, &readers,
                                                 LC_RWLOCK_WRITTEN, false, __ATOMIC_ACQUIRE,
                                                 __ATOMIC_RELAXED))) {
        return false;
    }
    /* Writers may wait from here on, and readers, who may do so already when it was our turn. */
    __atomic_store_n(&rwlock->__data.__writers_futex, 1, __ATOMIC_RELAXED);
    if (!turn) {
        __atomic_store_n(&rwlock->__data.__wrphase_futex, 1, __ATOMIC_RELAXED);
    }
    __atomic_store_n(&rwlock->__data.__cur_writer, (int)tid, __ATOMIC_RELAXED);
    return true;
}

/* True: the thread wrote, and does so no more; nobody waited. False: nothing happened, to speak of:
 * it writes still, when it did, and is to be done by the real function. */
LC_HOT_INLINE bool lc_rwlock_fast_write_end(pthread_rwlock_t *rwlock, uint32_t tid)
{
    unsigned readers = __atomic_load_n(&rwlock->__data.__readers, __ATOMIC_RELAXED);
    unsigned unused = 1;
    if (LC_UNLIKELY((readers ^ LC_RWLOCK_WRITTEN) != g_lc_rwlock_quiet ||
                    rwlock->__data.__cur_writer != (int)tid ||
                    rwlock->__data.__flags != PTHREAD_RWLOCK_PREFER_READER_NP)) {
        return false;
    }
    /* No writer begins to wait from here on; one that would like to tries again. */
    if (LC_UNLIKELY(!__atomic_compare_exchange_n(&rwlock->__data.__writers_futex, &unused, 0, false,
                                                 __ATOMIC_RELAXED, __ATOMIC_RELAXED))) {
        return false;
    }
    __atomic_store_n(&rwlock->__data.__cur_writer, 0, __ATOMIC_RELAXED);
    /* Release; pairs with the acquire of whoever has it next. It stays the writers' turn. */
    if (LC_LIKELY(__atomic_compare_exchange_n(&rwlock->__data.__readers, &readers, LC_RWLOCK_TURN,
                                              false, __ATOMIC_RELEASE, __ATOMIC_RELAXED))) {
        return true;
    }
    __atomic_store_n(&rwlock->__data.__cur_writer, (int)tid, __ATOMIC_RELAXED); /* a reader came */
    return false;
}

#endif
