/*
 * runtime/thread_parts.h - what a thread's block is made of (runtime/thread.h).
 */
#ifndef LC_RUNTIME_THREAD_PARTS_H
#define LC_RUNTIME_THREAD_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/atomics.h"
#include "base/compiler.h"
#include "order/order.h"

enum {
    LC_HELD_START = 64,   /* entries before the first growth */
    LC_SEEN_SLOTS = 1024, /* powers of two */
    LC_SITE_SLOTS = 512,
    LC_SITE_WAYS = 8, /* a call may be kept in any of so many neighbours */
    LC_SITE_CALLERS = 4,
    LC_RECENT_SLOTS = 256,
};

/*
 * One lock that a thread holds, or is asking for: lock == NULL while the call that takes it is
 * under way. Few stores fill it: on common processors the next locked instruction waits for each.
 */
struct lc_held {
    void *_Atomic lock; /* written last, by the owner; read by any (relaxed); LC_HELD_STRUCK by any,
                           under cold */
    uint64_t info; /* acquisitions (of a recursive lock) << 48 | mode << 40 | kind << 32 | call; and
                      marks */
    uint64_t hash; /* of this entry and all below it and the segment */
};

/* Another thread has given the lock back: runtime/foreign_unlock.h. */
#define LC_HELD_STRUCK ((void *)1)

#define LC_HELD_ONCE (UINT64_C(1) << 48)
/* The call is the stack's id, and the slot + 1 of its site among the thread's (runtime/site.h). */
#define LC_HELD_STACK_BITS 22
#define LC_HELD_STACK_MASK ((UINT32_C(1) << LC_HELD_STACK_BITS) - 1)
/* The site is on trial: the unlock takes the slow way. */
#define LC_HELD_ON_TRIAL (UINT64_C(1) << 63)
/* Handlers take the lock, and this thread tried for it: so does the unlock. */
#define LC_HELD_WATCHED (UINT64_C(1) << 62)
/* It was held when a try for another lock was refused: runtime/refusal.h. */
#define LC_HELD_MARKED (UINT64_C(1) << 47)
#define LC_HELD_INFO(kind, mode, call) \
    (LC_HELD_ONCE | (uint64_t)(mode) << 40 | (uint64_t)(kind) << 32 | (call))

/* NULL: none (yet, or any more). */
LC_HOT_INLINE void *lc_held_lock(const struct lc_held *entry)
{
    void *lock = lc_load_relaxed(&entry->lock);
    return lock == LC_HELD_STRUCK ? NULL : lock;
}

/* Taken more than once, of a lock that allows that. */
LC_HOT_INLINE bool lc_held_is_nested(const struct lc_held *entry)
{
    return (entry->info & ~(LC_HELD_ON_TRIAL | LC_HELD_WATCHED)) >= 2 * LC_HELD_ONCE;
}

LC_HOT_INLINE uint32_t lc_held_stack(const struct lc_held *entry)
{
    return (uint32_t)entry->info & LC_HELD_STACK_MASK;
}

LC_HOT_INLINE unsigned lc_held_kind(const struct lc_held *entry)
{
    return entry->info >> 32 & 0xff;
}

LC_HOT_INLINE unsigned lc_held_mode(const struct lc_held *entry)
{
    return entry->info >> 40 & 0x7f;
}

/* A call site seen by this thread at one stack depth: runtime/site.h. */
struct lc_site {
    _Atomic uint64_t tag; /* written by the owner, and cleared by any when code is unloaded */
    uint32_t call;        /* what a held lock keeps of it */
    int32_t trust;        /* in runtime/site.c */
};

/* Its nearest callers' return addresses. */
struct lc_site_callers {
    const void *depth;
    uintptr_t sum;
    int16_t words[LC_SITE_CALLERS]; /* where they lie: words above the depth */
};

enum { LC_ABOVE_WORDS = 4 };

/*
 * A block of the heap that this thread got not long ago, the call it came from, and what lay above
 * that call on the stack: when the caller is C++'s operator new, its own caller is among it.
 * Written by the owner, read by any (relaxed): a torn entry is a wrong label on a lock, never more.
 */
struct lc_recent_block {
    void *_Atomic start;
    _Atomic size_t bytes;
    void *_Atomic site;
    void *_Atomic above[LC_ABOVE_WORDS];
};

/* A call that has been waiting for long. */
struct lc_wait {
    void *object;        /* the lock; NULL for a join */
    unsigned kind;       /* enum lc_lock_kind; LC_LOCK_THREAD for a join */
    unsigned mode;       /* enum lc_mode */
    lc_thread_id thread; /* of a join: the one waited for; of LC_LOCK_PROCESS the pid, 0: any */
    uint64_t call;       /* of the lock asked for (its entry's info), which names the stack; or 0 */
    uint32_t stack;      /* with no call: set by the caller */
    uint64_t since_ns;   /* when the call was made; monotonic */
    bool is_signal;      /* of a semaphore that is no lock: anybody may post it */
    bool is_in_cond;     /* for the mutex that a condition is to give back */
    bool is_told;        /* in a ring that was reported */
    bool is_told_long;
    uint8_t looks;     /* at one ring through other processes: runtime/across.c */
    uint32_t slices;   /* so far */
    uint64_t slice_ns; /* when the last one began */
    uint64_t look;     /* what the last look at the other threads saw: runtime/stuck.c */
};

/*
 * A condition wait that the thread is in: written by the owner, read by any (relaxed; `mutex` with
 * acquire, it is set last and cleared first). Until the wait returns the thread needs the mutex
 * back, so it is a wait for that mutex whoever signals.
 */
struct lc_cond_wait {
    void *_Atomic mutex; /* NULL: in none */
    void *_Atomic cond;
    _Atomic uint32_t stack;
    _Atomic uint32_t signals; /* of the condition when the wait began: runtime/cond.c */
    _Atomic uint64_t since_ns;
};

/* A lock of the program's own making that the thread asks for: runtime/ask.h. */
struct lc_ask {
    /* Written by the owner, read by any (relaxed; `lock` with acquire). */
    void *_Atomic lock; /* NULL: it asks for none */
    _Atomic uint32_t mode, stack;
    _Atomic uint32_t number; /* of this ask */
    /* Under cold: the last look. */
    bool is_wait;
    uint64_t seen, seen_ns; /* what it was like, and since when */
    uint64_t told;          /* what it was like when it was reported */
};

/* A lock that the thread took by a call that was new then: runtime/signal_lock.h. */
struct lc_past_lock {
    const void *lock;
    uint64_t open; /* signals */
    uint32_t stack;
    uint16_t stamp; /* of its lifetime */
    uint16_t mode;
};

enum { LC_PAST_SLOTS = 32, LC_SIGNAL_NOTES = 4 };

/* A condition that the thread signalled: runtime/signalled.h. Read by any (relaxed). */
struct lc_signal_note {
    void *_Atomic cond;
    void *_Atomic site;
};

#endif
