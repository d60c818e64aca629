/*
 * tests/support/abba_trace.h - a trace of two threads that take two locks in opposite orders.
 *
 * Frames lie in a module that does not exist, so nothing is symbolized: "server+0x1100".
 */
#ifndef TESTS_SUPPORT_ABBA_TRACE_H
#define TESTS_SUPPORT_ABBA_TRACE_H

#include "support/trace_builder.h"

enum { ABBA_PID = 4711 };

/* Zeroed fields take the usual values; a test changes what it is about. */
struct abba {
    enum lc_finding_kind kind; /* default LC_FINDING_LOCK_ORDER */
    enum lc_tier tier;         /* default LC_TIER_PREDICTED */
    uint32_t pid;              /* default ABBA_PID */
    uint64_t base;             /* added to the locks' addresses */
    uint64_t offset;           /* of the first thread's inner call; default 0x1100 */
    uint32_t ids_before;       /* so many other locks and threads come first */
    bool turned;               /* the second thread's step comes first */
    bool unnamed;              /* the locks have no names */
    const char *module;        /* default "/opt/server" */
};

/* The locks are named accounts_lock and journal_lock, the threads worker-1 and compactor. */
void abba_trace_build(struct trace_builder *builder, const struct abba *abba);
/* The same into a trace that exists already. */
void abba_trace_add(struct trace_builder *builder, const struct abba *abba);

#endif
