/*
 * order_judge.h - compares what order/ hands out with what the reference answers.
 *
 * One judge sees one history. What it is told and how it fails is printed if `verbose`.
 */
#ifndef TESTS_UNIT_ORDER_JUDGE_H
#define TESTS_UNIT_ORDER_JUDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "order_reference.h"

/* Stacks tell which lock they belong to: those of the held are their ids, requests add this. */
enum { ORDER_REQUEST_STACK = 1000, ORDER_SETS_MAX = 4096, ORDER_EMITTED_MAX = 1024 };

/* A set of requested locks that was handed out, and the best certainty so far. */
struct order_noted {
    uint64_t locks;
    enum lc_certainty certainty;
};

struct order_emitted {
    uint64_t locks;
    enum lc_certainty certainty;
    size_t length;
};

struct order_judge {
    struct ref ref;
    bool verbose;
    bool failed;
    size_t asked; /* rings start with this dependency or a later one */
    unsigned ring_count;
    struct order_noted noted[ORDER_SETS_MAX];
    size_t noted_count;
    struct order_emitted emitted[ORDER_EMITTED_MAX]; /* since the last question */
    size_t emitted_count;
};

#define ORDER_SAY(judge, ...) ((judge)->verbose ? (void)printf(__VA_ARGS__) : (void)0)

void order_judge_fail(struct order_judge *judge, const char *why);

/* A question is put to order/: rings may come, with this dependency of the reference or later ones.
 */
void order_judge_ask(struct order_judge *judge, size_t first);
/* lc_order_ring_fn; `context` is the judge. Every ring must be one of the history. */
void order_judge_ring(void *context, const struct lc_order_ring *ring);
/* The one that was asked about holds so many: did all of its rings come that should, and no others?
 */
void order_judge_request(struct order_judge *judge, size_t held_count);
/* Every ring that the reference sees through the lock must have come, now or before. */
void order_judge_recheck(struct order_judge *judge, lc_lock_id lock);

#endif
