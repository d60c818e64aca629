/*
 * trace/walk.h - names of kinds and tiers, and steps of a record already known to be whole.
 */
#ifndef LC_TRACE_WALK_H
#define LC_TRACE_WALK_H

#include "trace/format.h"

/* "lock-order", "deadlock" …; "unknown" for a number that is none. Never NULL. */
const char *lc_trace_kind_name(unsigned kind);
const char *lc_trace_tier_name(unsigned tier);

static inline const struct lc_trace_step *lc_trace_first_step(
    const struct lc_trace_finding *finding)
{
    return (const struct lc_trace_step *)((const unsigned char *)finding + finding->steps_offset);
}

static inline const struct lc_trace_step *lc_trace_step_after(const struct lc_trace_step *step)
{
    return (const struct lc_trace_step *)(step->held + step->held_count);
}

#endif
