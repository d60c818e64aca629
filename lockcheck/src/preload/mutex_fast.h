/*
 * preload/mutex_fast.h - takes and gives back an uncontended plain mutex in the wrapper itself.
 *
 * On a fast machine two extra calls cost as much as all our book-keeping. For the plain kind
 * (private, not recursive, robust, PI …) we do what glibc does: __lock 0 -> 1, then __owner and
 * __nusers. This layout is fixed by static initialisers and by what processes of different glibc
 * share; still, it is tried out at start (preload/fast_start.h), and when anything differs the real
 * functions do it all.
 *
 * Safety: everything but the plain uncontended case is left, untouched, to the real function.
 */
#ifndef LC_PRELOAD_MUTEX_FAST_H
#define LC_PRELOAD_MUTEX_FAST_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/compiler.h"

/* Of __kind: the program has asked for this type by name, as mtx_init does, and so for no lock
 * elision. Else such a mutex is like all others of its type. */
enum { LC_MUTEX_NO_ELISION = 0x200 };

/* The __kind of mutexes to take here: the plain kind, or one that no mutex has. Set at start. */
extern int g_lc_plain_kind;

LC_HOT_INLINE bool lc_mutex_is_plain(const pthread_mutex_t *mutex)
{
    return LC_LIKELY((mutex->__data.__kind & ~LC_MUTEX_NO_ELISION) == g_lc_plain_kind);
}

/* True: taken. False: nothing happened. The mutex is plain. */
LC_HOT_INLINE bool lc_mutex_fast_lock(pthread_mutex_t *mutex, uint32_t tid)
{
    int unlocked = 0;
    /* Acquire; pairs with the release of whoever unlocked it, here or in glibc. */
    if (LC_UNLIKELY(!__atomic_compare_exchange_n(&mutex->__data.__lock, &unlocked, 1, false,
                                                 __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))) {
        return false;
    }
    mutex->__data.__owner = (int)tid;
    mutex->__data.__nusers++;
    return true;
}

/* True: given back, it was this thread's and nobody waited. False: nothing happened. */
LC_HOT_INLINE bool lc_mutex_fast_unlock(pthread_mutex_t *mutex, uint32_t tid)
{
    if (LC_UNLIKELY(__atomic_load_n(&mutex->__data.__lock, __ATOMIC_RELAXED) != 1 ||
                    mutex->__data.__owner != (int)tid)) {
        return false;
    }
    int held_alone = 1;
    mutex->__data.__owner = 0;
    mutex->__data.__nusers--;
    /* Release; pairs with the acquire of whoever locks it next. */
    if (LC_LIKELY(__atomic_compare_exchange_n(&mutex->__data.__lock, &held_alone, 0, false,
                                              __ATOMIC_RELEASE, __ATOMIC_RELAXED))) {
        return true;
    }
    mutex->__data.__nusers++; /* a waiter came in between: the real function wakes it */
    mutex->__data.__owner = (int)tid;
    return false;
}

#endif
