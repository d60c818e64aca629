/*
 * runtime/refusal.h - tries for a lock that fail again and again, while other locks are held.
 *
 * A thread counts how often it was refused one lock in a row: with the same locks held, and with
 * nothing taken and given back in between. So that this costs nothing where a lock is taken, the
 * locks held at a refusal are marked. At the next one, as many must have been taken since as are
 * held without a mark: were there more, the thread has got something in between, and gave it back.
 *
 * Threads: written by the owner, from outside the runtime; fields say who else reads what.
 * Cost:    none for a try that succeeds. For one that fails with a lock held some nanoseconds; at
 *          the LC_REFUSALS_HALFth, and whenever their number has doubled, a look at the others
 *          (runtime/livelock.h).
 * Limits:  of the locks held the newest LC_REFUSAL_HELD_MAX count. A loop that takes a further lock
 *          between its tries, as to count them, is taken for one that gets on.
 */
#ifndef LC_RUNTIME_REFUSAL_H
#define LC_RUNTIME_REFUSAL_H

#include <stdint.h>

#include "base/compiler.h"

enum {
    LC_REFUSALS_HALF = 8, /* of those that make a livelock; a power of two */
    LC_REFUSAL_HELD_MAX = 8,
};

/* A lock held at a refusal. */
struct lc_refusal_held {
    void *lock;
    uint8_t kind, mode; /* enum lc_lock_kind, enum lc_mode */
    uint32_t stack;
};

/* What the owner noted when it looked at the others; under cold. */
struct lc_refusal_note {
    void *lock; /* that it is refused; NULL: it has not looked yet */
    uint8_t kind, mode;
    uint16_t row;   /* of refusals */
    uint32_t by;    /* tid of who has the lock, when the lock says it; or 0 */
    uint32_t stack; /* of the try */
    uint32_t held_count;
    struct lc_refusal_held held[LC_REFUSAL_HELD_MAX]; /* newest first */
    /* Of a ring that it was seen in, by whomever: */
    uint64_t ring;         /* which; 0: none */
    uint64_t ring_state;   /* its own then */
    uint64_t ring_seen_ns; /* when */
};

struct lc_refusal {
    /* Which row of refusals << 48 | rounds << 32 | refusals in it. A round is over when a lock that
     * was held is given back. One store keeps all. Read by any (relaxed). */
    _Atomic uint64_t state;
    uint64_t situation; /* a hash of what is wanted and what is held */
    uint64_t acquired;  /* locks ever taken, at the last refusal */
    struct lc_refusal_note note;
};

#define LC_REFUSALS(state)       ((uint32_t)(state))
#define LC_REFUSAL_ROUNDS(state) ((uint16_t)((state) >> 32))
#define LC_REFUSAL_ROW(state)    ((uint16_t)((state) >> 48))

struct lc_thread;

/* The call for `lock` failed with `error`, which is returned; the slot goes. errno stays. */
LC_COLD int lc_refused(struct lc_thread *self, uint32_t index, void *lock, int error);

#endif
