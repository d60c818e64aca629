/*
 * report/contended.h - the locks that were waited for, as the traces count it.
 *
 * Threads: none inside. Everything lives in the resolver's arena.
 */
#ifndef LC_REPORT_CONTENDED_H
#define LC_REPORT_CONTENDED_H

#include "report/frames.h"
#include "report/model.h"

/* The fields of lc_trace_use, of one place or of all places of a lock. */
struct lc_usage {
    uint64_t waits, waited_ns, waited_ns_max;
    uint64_t hindered, hindered_ns;
    uint64_t takes, held_ns, held_ns_max;
};

struct lc_contended_use {
    uint32_t stack;
    struct lc_usage usage;
};

struct lc_contended_lock {
    const struct lc_process *process;
    uint32_t lock;
    struct lc_usage usage;
    struct lc_contended_use *places; /* the longest waits first, then the longest holds */
    size_t place_count;
};

struct lc_contended_list {
    struct lc_contended_lock *items; /* the longest waits first, then the longest holds */
    size_t count;
};

struct lc_contended_list lc_contended_collect(struct lc_resolver *resolver,
                                              const struct lc_model *model);

/* What is known of the lock at one place. */
struct lc_usage lc_usage_of(const struct lc_process *process, uint32_t lock, uint32_t stack);

#endif
