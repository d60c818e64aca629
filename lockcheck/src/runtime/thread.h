/*
 * runtime/thread.h - what we know of each thread of the watched process.
 *
 * Threads: a thread writes its own block; fields say who else reads what. Everything marked so is
 *          under g_lc.cold.
 * Safety:  lc_thread_self() is async-signal-safe. While a thread is inside the runtime its tl_self
 *          is NULL, so that what it calls, and its signal handlers, pass through unrecorded.
 */
#ifndef LC_RUNTIME_THREAD_H
#define LC_RUNTIME_THREAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/atomics.h"
#include "base/compiler.h"
#include "order/order.h"
#include "runtime/refusal.h"
#include "runtime/thread_parts.h"
#include "runtime/took.h"

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
    struct lc_thread *next, **previous; /* in the list of live ones, or of free ones */

    /* Under cold. */
    struct lc_wait wait;
    struct lc_trace_wait *board; /* in the trace: `wait` for other processes; NULL: not yet */
    _Atomic bool is_waiting;     /* `wait` is published; read by any (relaxed) */
    _Atomic bool keeps_watch; /* waits in parts, and looks around between; read by any (relaxed) */
    struct lc_cond_wait cond_wait; /* not under cold */
    /* From is_waiting to here: lc_thread_list_take_locked. */
    struct lc_ask ask;
    struct lc_refusal refusal;                /* not under cold, but for what says so */
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

/* Under cold. How many have been created, or are being, and have not begun: they are not in the
 * list of live ones yet. */
uint32_t lc_threads_unborn_locked(void);
/* The calling thread's: set stack_low and stack_high. stack_bytes 0: not known. */
void lc_thread_find_stack(struct lc_thread *self, size_t stack_bytes);
/* Under cold. The name the kernel has for it now. */
void lc_thread_name(const struct lc_thread *thread, char ret_name[16]);
/* Under cold. Write the THREAD record unless it is there. */
void lc_thread_record_locked(struct lc_thread *thread);
/* Under cold. The same; and when its name is another one by now, that: some programs rename a
 * thread for the moment in which it creates others. */
void lc_thread_record_now_locked(struct lc_thread *thread);

/* The segment changed: the running hashes change with it. Owner only, inside or not. */
void lc_thread_rehash(struct lc_thread *self);

/* After fork, in the child's only thread. has_stacks: the ids of stacks still mean something. */
void lc_thread_fork_child(bool has_stacks);

#endif
