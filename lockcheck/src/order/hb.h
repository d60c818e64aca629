/*
 * order/hb.h - which part of which thread's life is over before which other begins.
 *
 * A thread's life is cut into segments wherever it creates or joins a thread or leaves a barrier.
 * Segments form a graph: each one knows those that end directly before it. Only creation, joins and
 * barriers order; unlock and lock never do.
 *
 * Owns:    threads and segments, from the pool. A closed segment that nobody witnessed anything in
 *          is folded into its neighbours now and then, so their number stays in proportion to the
 *          witnessed ones.
 * Threads: none inside.
 * Limits:  without memory for a segment everything after counts as ordered: rings are lost, none
 *          is made up. `broken` says so.
 * Cost:    events O(1), amortised (a join: the segments of the joined thread). A question is O(1)
 *          when the two overlap in time, and when creation or join orders them by way of at most
 * one thread on either side; else a walk.
 */
#ifndef LC_ORDER_HB_H
#define LC_ORDER_HB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "order/order.h"
#include "order/table.h"

struct lc_pool;

/* A moment in a thread's life: the beginning of a segment, or the end of one. */
struct lc_hb_moment {
    lc_thread_id thread; /* 0: none */
    uint32_t number;
};

struct lc_hb_segment {
    struct lc_hb_segment *older; /* all segments, by birth: what is before one is older */
    struct lc_hb_segment *newer;
    struct lc_hb_segment *walk_next; /* scratch of one question */
    uint64_t walk;                   /* the last walk that came by */
    uint64_t start;                  /* event clock */
    uint64_t end;                    /* event clock; UINT64_MAX: still open */
    lc_thread_id thread;             /* 0: not a thread's, a barrier between phases */
    uint32_t number;                 /* among this thread's */
    uint32_t witness_count;          /* kept up by order/witnesses.c */
    bool current;                    /* some thread's `now` */
    bool endless;                    /* nobody can join its thread: nothing is ever after it */
    bool followed;                   /* another segment is directly after it */
    struct lc_hb_moment created;     /* the thread starts at the end of this one of its parent */
    struct lc_hb_moment joined;      /* this one of the joiner starts after the thread's end */
    uint32_t before_count;
    uint32_t before_capacity;
    struct lc_hb_segment *before[]; /* end directly before this one starts */
};

struct lc_hb {
    struct lc_pool *pool;
    struct lc_table threads;
    struct lc_hb_segment *oldest;
    struct lc_hb_segment *newest;
    size_t segment_count;
    size_t compact_at; /* segment_count that makes folding worth while */
    uint64_t clock;
    uint64_t walk;
    uint64_t walked; /* segments looked at, ever: what the answers cost */
    bool broken;
};

/* 0 or -ENOMEM. */
int lc_hb_init(struct lc_hb *hb, struct lc_pool *pool);

/* The events, as in order/order.h. A thread not heard of before starts ordered with nothing. */
void lc_hb_start(struct lc_hb *hb, lc_thread_id thread, lc_thread_id parent);
void lc_hb_join(struct lc_hb *hb, lc_thread_id joiner, lc_thread_id joined);
void lc_hb_end(struct lc_hb *hb, lc_thread_id thread, bool detached);
void lc_hb_phase(struct lc_hb *hb, const lc_thread_id *threads, size_t thread_count);

/* The segment a thread is in. NULL without memory. */
struct lc_hb_segment *lc_hb_now(struct lc_hb *hb, lc_thread_id thread);
/* Its number; 0 for a thread not heard of. */
uint32_t lc_hb_number(const struct lc_hb *hb, lc_thread_id thread);

/* Is one of two segments of different threads over before the other starts? */
bool lc_hb_ordered(struct lc_hb *hb, struct lc_hb_segment *a, struct lc_hb_segment *b);

/* Fold and free segments that no answer depends on. Not while an event is half recorded. */
void lc_hb_compact(struct lc_hb *hb);

#endif
