/*
 * order_reference.h - the five rules of order/order.h, slow and obvious.
 *
 * Keeps the whole history and tries every sequence of dependencies. Nothing is shared with order/:
 * if the two disagree, one of them is wrong.
 */
#ifndef TESTS_UNIT_ORDER_REFERENCE_H
#define TESTS_UNIT_ORDER_REFERENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "order/order.h"

enum { REF_LOCKS = 64, REF_THREADS = 16, REF_SEGMENTS = 256, REF_DEPENDENCIES = 512, REF_HELD = 8 };

struct ref_dependency {
    lc_thread_id thread;
    unsigned segment; /* index of its node */
    uint32_t number;  /* as lc_order_segment() counts */
    lc_lock_id lock;
    uint32_t mode;
    size_t held_count;
    struct lc_order_held held[REF_HELD];
    uint64_t withdrawn; /* of its held locks */
    bool gone;          /* what it asked for was withdrawn, or all that it held */
};

/* The rings that a dependency closes through one held lock: the best ones only. */
struct ref_answer {
    bool any;
    enum lc_certainty certainty;
    size_t length;
    size_t set_count;
    uint64_t sets[64]; /* of requested locks */
};

struct ref {
    struct ref_dependency dependencies[REF_DEPENDENCIES];
    size_t dependency_count;
    uint32_t lock_flags[REF_LOCKS];
    bool lock_ended[REF_LOCKS];
    unsigned now[REF_THREADS];    /* node of each thread's present segment */
    uint32_t number[REF_THREADS]; /* of that segment */
    bool alive[REF_THREADS];
    unsigned node_count;
    bool before[REF_SEGMENTS][REF_SEGMENTS];
};

void ref_init(struct ref *ref);
void ref_start(struct ref *ref, lc_thread_id thread, lc_thread_id parent);
void ref_join(struct ref *ref, lc_thread_id joiner, lc_thread_id joined);
void ref_phase(struct ref *ref, const lc_thread_id *threads, size_t thread_count);
void ref_withdraw(struct ref *ref, lc_lock_id lock);

/* False: exactly this was added before, nothing is to be looked for. */
bool ref_add(struct ref *ref, const struct lc_order_request *request);
/* What the rings through one dependency and its i-th held lock are like. */
void ref_answer(const struct ref *ref, size_t dependency, size_t i, struct ref_answer *ret_answer);

/*
 * Is this a ring of the history, with this certainty, whose first step is `first` or a later one?
 * Locks that have ended may be missing from what its steps hold.
 */
bool ref_confirms(const struct ref *ref, const struct lc_order_ring *ring, size_t first);

#endif
