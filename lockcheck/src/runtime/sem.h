/*
 * runtime/sem.h - which semaphores are locks (docs/adr/0010-semaphores.md).
 *
 * A semaphore that starts at 1 may be a lock. While whoever posts it is whoever took it, it is one;
 * the first post by anybody else shows that it never was, and what was concluded from it is taken
 * back. One that starts higher hands out so many permits, with the same proviso: who has one is no
 * part of an order, but no more threads than there are permits can be behind it together.
 *
 * Threads: a table read by any without a lock, written under g_lc.cold. Functions that are not
 *          _locked are called from outside the runtime.
 * Cost:    a probe of the table; semaphores that are no locks cost nothing more.
 */
#ifndef LC_RUNTIME_SEM_H
#define LC_RUNTIME_SEM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/atomics.h"
#include "base/compiler.h"
#include "base/hash.h"
#include "runtime/thread.h"

/* What is known of a semaphore that may be a lock; 0 for others. */
enum lc_sem_state {
    LC_SEM_UNPROVEN = 1, /* nobody has posted it yet */
    LC_SEM_PROVEN = 2,   /* posted by its taker, and by nobody else */
    LC_SEM_ENDS = 3,     /* proven, and its only post so far was the end of a thread */
    LC_SEM_STATE_MASK = 3,
    LC_SEM_SHARED = 4,  /* other processes may post it: what they did is in their traces */
    LC_SEM_COUNTS = 4,  /* alone: it began with more than 1, and all posts were of its takers */
    LC_SEM_NO_LOCK = 7, /* alone: shared, and known to be no lock */
    LC_SEM_BITS_MASK = 7,
};

/* In the table: a shared semaphore that was seen to begin with 1, here or before a fork. */
#define LC_SEM_BEGAN_AT_1  (UINT64_C(1) << 62)
#define LC_SEM_ADDRESS(at) ((at) & ~(LC_SEM_BEGAN_AT_1 | LC_SEM_BITS_MASK))

struct lc_sem_table {
    uint32_t mask;            /* slots - 1; slots are a power of two */
    uint32_t used;            /* not empty */
    _Atomic uint64_t slots[]; /* address | enum lc_sem_state, and more; 0: empty; 1: was used */
};

/* Replaced by a larger one when full; the old one stays readable. */
extern struct lc_sem_table *_Atomic g_lc_sems;
/* Grows by one when a semaphore that some thread may have among its held is withdrawn. */
extern _Atomic uint32_t g_lc_sems_withdrawn;

/* Where the search for a semaphore begins. */
LC_HOT_INLINE uint32_t lc_sem_index(const struct lc_sem_table *table, uintptr_t address)
{
    return (uint32_t)lc_hash_fold(0, address) & table->mask;
}

LC_HOT_INLINE _Atomic uint64_t *lc_sem_slot(struct lc_sem_table *table, uintptr_t address)
{
    uint32_t i = lc_sem_index(table, address);
    uint64_t entry;
    while ((entry = lc_load_relaxed(&table->slots[i])) != 0) {
        if (LC_SEM_ADDRESS(entry) == address) {
            return &table->slots[i];
        }
        i = (i + 1) & table->mask;
    }
    return NULL;
}

/* As the table has it; 0: not at all. */
LC_HOT_INLINE unsigned lc_sem_bits(const void *sem)
{
    /* Acquire; pairs with the release in grow(). */
    struct lc_sem_table *table = lc_load_acquire(&g_lc_sems);
    _Atomic uint64_t *slot = table ? lc_sem_slot(table, (uintptr_t)sem) : NULL;
    return slot ? (unsigned)lc_load_relaxed(slot) & LC_SEM_BITS_MASK : 0;
}

LC_HOT_INLINE bool lc_sem_began_at_1(const void *sem)
{
    struct lc_sem_table *table = lc_load_acquire(&g_lc_sems); /* pairs as in lc_sem_bits() */
    _Atomic uint64_t *slot = table ? lc_sem_slot(table, (uintptr_t)sem) : NULL;
    return slot && lc_load_relaxed(slot) & LC_SEM_BEGAN_AT_1;
}

/* enum lc_sem_state, or'ed; 0: no lock. */
LC_HOT_INLINE unsigned lc_sem_state(const void *sem)
{
    unsigned bits = lc_sem_bits(sem);
    return bits == LC_SEM_NO_LOCK ? 0 : bits;
}

LC_HOT_INLINE bool lc_sem_is_proven(unsigned state)
{
    return (state & LC_SEM_PROVEN) != 0;
}

struct lc_sem_birth {
    unsigned value;
    bool is_shared;
    bool is_renewal; /* shared, and other processes may know what stood there before */
    uint32_t stack;
};

LC_HOT_INLINE bool lc_sem_is_shared(unsigned state)
{
    return state > LC_SEM_SHARED;
}

/* A semaphore begins. */
void lc_sem_born(struct lc_thread *self, void *sem, const struct lc_sem_birth *birth);
/* A shared one whose beginning this process did not see is used; its value is this now. */
LC_COLD void lc_sem_met(struct lc_thread *self, void *sem, unsigned value);
/* It ends, or is left (closed), with this value: less than at first when some thread may have it
 * still. */
void lc_sem_gone(struct lc_thread *self, void *sem, unsigned value, bool is_left);
/* Its taker posted it for the first time; at its end, when that is what others wait for. */
LC_COLD void lc_sem_prove(struct lc_thread *self, void *sem, bool is_end);
/* The thread, which gave it back already, is about to post it when its value is this: told when it
 * would admit more than it began with. */
LC_COLD void lc_sem_check_overpost(struct lc_thread *self, void *sem, unsigned value,
                                   uint32_t stack);
/* It is no lock. */
LC_COLD void lc_sem_withdraw(struct lc_thread *self, void *sem);
/* Some thread tries it without meaning to wait: a try that we took for more is in doubt. */
LC_COLD void lc_sem_doubt(struct lc_thread *self, void *sem);

LC_COLD void lc_sem_forget_withdrawn(struct lc_thread *self);

/* Before a thread looks at what it holds: drop what others have shown to be no lock. */
LC_HOT_INLINE void lc_sem_sync(struct lc_thread *self)
{
    /* Acquire; pairs with the release in note_withdrawn(). */
    if (LC_UNLIKELY(self->sems_withdrawn != lc_load_acquire(&g_lc_sems_withdrawn))) {
        lc_sem_forget_withdrawn(self);
    }
}

#endif
