/*
 * preload/spin_fast.h - takes and gives back a free spin lock in the wrapper itself.
 *
 * For the reasons, and on the terms, of preload/mutex_fast.h. Which word says "free" differs
 * between processors, and is read off the real functions at start.
 */
#ifndef LC_PRELOAD_SPIN_FAST_H
#define LC_PRELOAD_SPIN_FAST_H

#include <pthread.h>
#include <stdbool.h>

#include "base/compiler.h"

/* The words of a lock that is free and of one just taken; what no lock has while we leave them
 * alone. Set at start. */
extern int g_lc_spin_free, g_lc_spin_taken;

/* True: taken. False: nothing happened. */
LC_HOT_INLINE bool lc_spin_fast_lock(pthread_spinlock_t *spin)
{
    int expected = g_lc_spin_free;
    /* Acquire; pairs with the release of whoever unlocked it, here or in glibc. */
    return LC_LIKELY(__atomic_compare_exchange_n(spin, &expected, g_lc_spin_taken, false,
                                                 __ATOMIC_ACQUIRE, __ATOMIC_RELAXED));
}

/* True: given back. False: nothing happened. Whoever spins looks at the word and nothing else. */
LC_HOT_INLINE bool lc_spin_fast_unlock(pthread_spinlock_t *spin)
{
    if (LC_UNLIKELY(g_lc_spin_free == g_lc_spin_taken)) {
        return false;
    }
    /* Release; pairs with the acquire of whoever locks it next. */
    __atomic_store_n(spin, g_lc_spin_free, __ATOMIC_RELEASE);
    return true;
}

#endif
