/*
 * order/order.h - predicts deadlocks from which lock was asked for while which others were held.
 *
 * A dependency is <thread, segment, held locks L with modes, requested lock l with mode>. A ring of
 * dependencies D1..Dn is a deadlock that could happen when
 *   1. the threads are pairwise distinct and so are the requested locks;
 *   2. l(i) is in L(i+1), around the ring, in conflicting modes;
 *   3. no lock is in two of the L's in conflicting modes (a gate), nor in more of them than it has
 *      permits;
 *   4. no two dependencies are ordered by thread creation and join;
 *   5. every lock is the same lock throughout: the caller gives each lifetime an id of its own.
 *
 * Owns:    everything inside, in the arena the caller gives; the arena outlives it.
 * Ignores: clocks, addresses, names, I/O; stacks arrive as opaque ids and are handed back.
 * Threads: none inside. The caller serialises every call on one lc_order.
 * Limits:  memory; what is given up is counted in struct lc_order_counts and never silently.
 * Cost:    a known dependency O(held); a new one as well when nothing leads from its lock back to a
 *          held one, which is kept up at the price of a search for edges against the usual order;
 *          else a search of the locks on such ways, with a limit on its effort.
 */
#ifndef LC_ORDER_ORDER_H
#define LC_ORDER_ORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lc_arena;
struct lc_order;

typedef uint32_t lc_lock_id;   /* one lifetime of one lock; 0: none; never reused */
typedef uint32_t lc_thread_id; /* one thread; 0: none; never reused */

enum lc_mode { LC_MODE_WRITE, LC_MODE_READ };

/* What the caller knows about a lock, or'ed. */
enum lc_order_lock_flag {
    /* Readers queue behind a waiting writer and some thread writes: read conflicts with read. */
    LC_ORDER_LOCK_WRITER_FIRST = 1,
    /* Identity is in doubt (a lock on a stack): rings through it are LC_CERTAINTY_POSSIBLE. */
    LC_ORDER_LOCK_DOUBTFUL = 2,
    /* From this bit on: how many can hold it at a time (a semaphore that counts); 0: any number. */
    LC_ORDER_LOCK_PERMITS_SHIFT = 8,
    LC_ORDER_LOCK_PERMITS_MAX = 0xffff,
};

struct lc_order_held {
    lc_lock_id lock;
    uint32_t mode;  /* enum lc_mode */
    uint32_t stack; /* opaque */
};

struct lc_order_request {
    lc_thread_id thread;
    lc_lock_id lock;
    uint32_t mode;                    /* enum lc_mode */
    uint32_t stack;                   /* opaque */
    const struct lc_order_held *held; /* outermost first; must not contain `lock` */
    size_t held_count;                /* 1 or more */
};

enum lc_certainty {
    LC_CERTAINTY_PREDICTED, /* all five rules */
    LC_CERTAINTY_POSSIBLE,  /* all five, through a doubtful lock */
    LC_CERTAINTY_LATENT,    /* all but "threads pairwise distinct" */
};

/* One dependency of a ring. Valid during the callback only. */
struct lc_order_step {
    lc_thread_id thread;
    uint32_t segment;
    lc_lock_id lock; /* requested; held by the next step, the last one's by the first */
    uint32_t mode;
    uint32_t stack;
    const struct lc_order_held *held; /* with the stacks of this witness */
    size_t held_count;
};

struct lc_order_ring {
    enum lc_certainty certainty;
    const struct lc_order_step *steps; /* the first is the dependency just added */
    size_t step_count;
};

typedef void lc_order_ring_fn(void *context, const struct lc_order_ring *ring);

struct lc_order_counts {
    uint64_t dependencies;        /* distinct (L, l, modes), ever */
    uint64_t locks;               /* locks ever seen in a dependency */
    uint64_t witnesses;           /* of them, each once for a segment */
    uint64_t rings;               /* handed to the callback */
    uint64_t forgotten_locks;     /* ended locks whose dependencies had to make room */
    uint64_t forgotten_witnesses; /* that had to make room for a newer one of the same dependency */
    uint64_t no_memory;           /* dependencies not recorded */
    uint64_t search_cut;          /* searches that gave up: rings may be missing */
};

/* NULL when the arena is empty-handed. */
struct lc_order *lc_order_new(struct lc_arena *arena);

/*
 * A thread starts. `parent` (0: unknown, ordered with nothing) created it now: all that the parent
 * did before is ordered before all of `thread`. The parent enters a new segment.
 */
void lc_order_thread_start(struct lc_order *order, lc_thread_id thread, lc_thread_id parent);
/* `joined` has ended and `joiner` knows it: all of `joined` is ordered before what `joiner` does
 * next. The joiner enters a new segment. */
void lc_order_thread_join(struct lc_order *order, lc_thread_id joiner, lc_thread_id joined);
/* `thread` asks for nothing more. It may still be joined afterwards unless `detached`. */
void lc_order_thread_end(struct lc_order *order, lc_thread_id thread, bool detached);
/*
 * A phase of `threads` ends (a barrier): what each did before is ordered before what any of them
 * does next. Each enters a new segment.
 */
void lc_order_phase(struct lc_order *order, const lc_thread_id *threads, size_t thread_count);
/* The thread's present segment. A dependency seen before in this segment need not be added again.
 */
uint32_t lc_order_segment(const struct lc_order *order, lc_thread_id thread);

/*
 * The thread's present segment, remembered until lc_order_let_go(); NULL without memory. Whether of
 * two of them, of different threads, one is over before the other starts.
 */
struct lc_hb_segment;
struct lc_hb_segment *lc_order_keep(struct lc_order *order, lc_thread_id thread);
void lc_order_let_go(struct lc_order *order, struct lc_hb_segment *segment);
bool lc_order_are_ordered(struct lc_order *order, struct lc_hb_segment *a, struct lc_hb_segment *b);

/* Replace the flags of a lock (enum lc_order_lock_flag). Changes nothing that was found before. */
void lc_order_lock_flags(struct lc_order *order, lc_lock_id lock, uint32_t flags);
/* The lock's life ends. Dependencies through it stay, as long as they can matter. */
void lc_order_lock_end(struct lc_order *order, lc_lock_id lock);
/* It never was a lock: forget every dependency that asks for it, and take it out of every L. */
void lc_order_lock_withdraw(struct lc_order *order, lc_lock_id lock);

/*
 * Add a dependency and hand every new ring that it closes to `found`: for each held lock h the
 * shortest rings in which the step before this one asks for h, predicted before possible before
 * latent, shorter before longer; of latent ones one is enough. A set of requested locks is handed
 * out once per certainty, and not again at a lesser one. `found` must not call back.
 *
 * 0: done, or already known. -ENOMEM: not recorded, counted.
 */
int lc_order_add(struct lc_order *order, const struct lc_order_request *request,
                 lc_order_ring_fn *found, void *context);

/*
 * Look once more for rings through a lock, because its flags say more than when its dependencies
 * were added: hand every new one to `found`, as lc_order_add does for each that asks for the lock.
 */
void lc_order_recheck(struct lc_order *order, lc_lock_id lock, lc_order_ring_fn *found,
                      void *context);

struct lc_order_counts lc_order_counts(const struct lc_order *order);

#endif
