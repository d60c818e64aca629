/*
 * base/futex_lock.h - a lock of one futex word, which nobody interposes.
 *
 * Owns:    one word; all zero bytes is an unlocked lock.
 * Threads: any may call; of one process only (the futex is private).
 * Order:   unlock releases, lock and a successful trylock acquire.
 * Cost:    one exchange when uncontended; sleeps in the kernel otherwise. Not fair, not recursive.
 * Rank:    each lock says its rank, and what may be held when taking it, where it is declared.
 *
 * Not for signal handlers that may interrupt the holder: use trylock there.
 */
#ifndef LC_BASE_FUTEX_LOCK_H
#define LC_BASE_FUTEX_LOCK_H

#include <stdbool.h>
#include <stdint.h>

struct lc_futex_lock {
    _Atomic uint32_t word; /* enum futex_word of futex_lock.c; any thread */
};

#define LC_FUTEX_LOCK_INIT \
    {                      \
        0                  \
    }

/* All three leave errno as it was. */
void lc_futex_lock(struct lc_futex_lock *lock);
bool lc_futex_trylock(struct lc_futex_lock *lock);
void lc_futex_unlock(struct lc_futex_lock *lock);

/* Unlocked, whoever held it: for the one thread of a fork child. */
void lc_futex_reinit(struct lc_futex_lock *lock);

#endif
