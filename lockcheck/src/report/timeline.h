/*
 * report/timeline.h - what several processes did, in one order of time.
 *
 * Owns:    the list; what it points to belongs to the model.
 */
#ifndef LC_REPORT_TIMELINE_H
#define LC_REPORT_TIMELINE_H

#include "report/model.h"

enum lc_moment_kind {
    LC_MOMENT_BEGIN,      /* of the process */
    LC_MOMENT_EVENT,      /* `record` is a struct lc_trace_event */
    LC_MOMENT_DEPENDENCY, /* `record` is a struct lc_trace_dependency */
    LC_MOMENT_END,        /* of a process that said when */
};

struct lc_moment {
    uint64_t at_ns;
    uint32_t process; /* index into model->processes */
    uint32_t kind;    /* enum lc_moment_kind */
    const struct lc_trace_record *record;
};

struct lc_timeline {
    struct lc_moment *items;
    size_t count;
};

/* 0 or -ENOMEM. Dependencies are those of processes that share locks. */
int lc_timeline_init(struct lc_timeline *timeline, const struct lc_model *model);
void lc_timeline_fini(struct lc_timeline *timeline);

#endif
