/*
 * runtime/thread.h - what we know of each thread of the watched process.
 *
 * Owns:    one block per live thread, recycled.
 * Threads: a thread writes its own block; fields say who else reads what. The registry and
 * everything marked so is under g_lc.cold. Safety:  lc_thread_self() is async-signal-safe. While a
 * thread is inside the runtime its tl_self is NULL, so that what it calls, and its signal handlers,
 * pass through unrecorded.
 */
#ifndef LC_RUNTIME_THREAD_H
#define LC_RUNTIME_THREAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/atomics.h"
#include "base/compiler.h"
#include "order/order.h"
#include "runtime/took.h"

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
    uint64_t info; /* acquisitions (of a recursive lock) << 48 | mode << 40 | kind << 32 | call */
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
    return entry->info >> 40 & 0xff;
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

struct lc_trace_wait;

struct lc_thread {
    /* Hot: written by the owner only. */
    struct lc_held *held;
    /* Acquisitions ever << 24 | locks held now: one store keeps both. Read by any (relaxed). */
    _Atomic uint64_t tally;
    uint32_t held_max;
    uint64_t base_hash; /* of the segment: the running hash below the first held lock */
    uint32_t recent_next;
    uint32_t sems_withdrawn; /* how many withdrawn semaphores this thread knows of */
    void *first_sem;         /* the first semaphore that it took */
    void *_Atomic given_sem; /* the semaphore that it gave back last; when that ends or begins
                              * anew others set it to NULL (relaxed) */
    void *tried_sem;         /* a try of it failed, and whether it waits now is to be seen */
    int errno_outside;       /* while inside */
    uint32_t site_captures;  /* how many stacks this thread has taken: bounds the cost of deep
                                recursion */

    /* Set before the thread runs its own code; read by any under cold. */
    lc_thread_id id;
    uint32_t tid;
    lc_thread_id creator;
    uint32_t create_stack;
    void *start_routine;
    uintptr_t create_depth;          /* the creator's stack pointer when it created this thread */
    uintptr_t stack_low, stack_high; /* 0, 0: not known */
    bool detached;
    bool recorded;                      /* in the trace */
    char name[16];                      /* as it stands there */
    bool is_described;                  /* recorded, as its owner knows; the owner's */
    struct lc_thread *next, **previous; /* in the registry, or the free list */

    /* Under cold. */
    struct lc_wait wait;
    struct lc_trace_wait *board; /* in the trace: `wait` for other processes; NULL: not yet */
    _Atomic bool is_waiting;     /* `wait` is published; read by any (relaxed) */
    _Atomic bool keeps_watch; /* waits in parts, and looks around between; read by any (relaxed) */
    struct lc_cond_wait cond_wait; /* not under cold */
    struct lc_ask ask;
    uint32_t search;                          /* the last search for a cycle that came here */
    struct lc_thread *came_from, *queue_next; /* in that search */

    struct lc_signal_note signalled[LC_SIGNAL_NOTES];
    struct lc_took took[LC_TOOK_SLOTS];
    uint32_t took_next;
    struct lc_recent_block recent[LC_RECENT_SLOTS];
    uint64_t seen[LC_SEEN_SLOTS]; /* keys of dependencies already recorded */
    struct lc_site sites[LC_SITE_SLOTS];
    struct lc_site_callers site_callers[LC_SITE_SLOTS]; /* in step */
    struct lc_held held_start[LC_HELD_START];
    uint64_t
        taken_ns[LC_HELD_START]; /* profile=1: when each was taken; deeper ones are not timed */
    struct lc_past_lock past[LC_PAST_SLOTS]; /* under cold */
};

#define LC_TALLY_ACQUISITION ((UINT64_C(1) << 24) + 1)
#define LC_TALLY_HELD_MASK   ((UINT64_C(1) << 24) - 1)
#define LC_TALLY_ACQUIRED(t) ((t) >> 24)

/* Locks held, and being asked for, now. */
LC_HOT_INLINE uint32_t lc_held_count(const struct lc_thread *thread)
{
    return (uint32_t)(lc_load_relaxed(&thread->tally) & LC_TALLY_HELD_MASK);
}

extern __thread struct lc_thread *tl_self __attribute__((tls_model("initial-exec")));

/*
 * This thread's block, made at first use, or NULL: pass through (inside the runtime, thread gone,
 * recording off).
 */
LC_COLD struct lc_thread *lc_thread_self_slow(void);

LC_HOT_INLINE struct lc_thread *lc_thread_self(void)
{
    struct lc_thread *self = tl_self;
    return LC_LIKELY(self != NULL) ? self : lc_thread_self_slow();
}

/* Bracket every stay in the runtime's cold code. Not nested. */
void lc_thread_enter(struct lc_thread *self);
void lc_thread_leave(struct lc_thread *self);
/* Inside or not: signals that were held off come now, and find the thread outside. */
void lc_thread_let_signals_go(uint64_t before);
/* The block of a thread that is inside; else NULL. */
struct lc_thread *lc_thread_inside(void);

/* What a new thread is told by the one that creates it. */
struct lc_birth {
    lc_thread_id creator;
    uint32_t create_stack;
    uintptr_t create_depth;
    size_t stack_bytes; /* 0: not known */
    void *start_routine;
    lc_thread_id id; /* given by the creator, so that creation orders the two */
    bool detached;
};

/* In the creator, inside: gives out an id and orders the child after what the creator did. */
void lc_thread_conceive(struct lc_thread *creator, struct lc_birth *birth);
/* In the creator, inside: the thread exists, under this pthread_t. */
void lc_thread_created(uint64_t handle, const struct lc_birth *birth);
/* In the creator, inside: the thread could not be made after all. */
void lc_thread_stillborn(const struct lc_birth *birth);
/* In the new thread, first thing. */
void lc_thread_born(const struct lc_birth *birth);
/*
 * In the ending thread, last thing: its block goes; what it does afterwards passes through. When it
 * is over, that is none of the program's code.
 */
void lc_thread_die(bool is_over);

/* The id behind a pthread_t, to be asked before a join (after it the handle may be another
 * thread's); 0: not known. The three are called from outside the runtime. */
lc_thread_id lc_thread_id_of(struct lc_thread *self, uint64_t handle);
void lc_thread_joined(struct lc_thread *joiner, uint64_t handle, lc_thread_id joined);
void lc_thread_detached(struct lc_thread *self, uint64_t handle);

/* Under cold. An id that no thread has or will have. */
lc_thread_id lc_thread_new_id_locked(void);
/* Under cold. The live thread on whose stack, or in whose static thread-local storage, this is. */
struct lc_thread *lc_thread_of_stack_locked(uintptr_t address);
/* Under cold. NULL: not alive. */
struct lc_thread *lc_thread_find_locked(lc_thread_id id);
/* Under cold. NULL: not alive, or not ours. */
struct lc_thread *lc_thread_by_tid_locked(uint32_t tid);
/* Under cold. How many have been created, or are being, and have not begun: they are not among the
 * live ones yet. */
uint32_t lc_threads_unborn_locked(void);
/* Under cold. The live threads: the first, and through ->next the others. */
struct lc_thread *lc_thread_first_locked(void);
/* The calling thread's: set stack_low and stack_high. stack_bytes 0: not known. */
void lc_thread_find_stack(struct lc_thread *self, size_t stack_bytes);
/* Under cold. The name the kernel has for it now. */
void lc_thread_name(const struct lc_thread *thread, char ret_name[16]);
/* Under cold. Write the THREAD record unless it is there. */
void lc_thread_record_locked(struct lc_thread *thread);
/* Under cold. The same; and when its name is another one by now, that: some programs rename a
 * thread for the moment in which it creates others. */
void lc_thread_record_now_locked(struct lc_thread *thread);

/* Under cold. Code was unloaded: what it left in every thread's cache of call sites goes. */
void lc_thread_forget_sites_locked(void);
/* The segment changed: the running hashes change with it. Owner only, inside or not. */
void lc_thread_rehash(struct lc_thread *self);

/* After fork, in the child's only thread. has_stacks: the ids of stacks still mean something. */
void lc_thread_fork_child(bool has_stacks);

#endif
