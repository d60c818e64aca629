/*
 * report/kinds.h - everything that is said about a kind of finding, whatever the finding.
 *
 * Threads: constant data.
 */
#ifndef LC_REPORT_KINDS_H
#define LC_REPORT_KINDS_H

#include <stdbool.h>
#include <stddef.h>

#include "trace/format.h"

enum { LC_RULE_BASE = 1000 };

struct lc_kind {
    enum lc_finding_kind kind;
    const char *suppression; /* ThreadSanitizer's suppression type that covers it, or NULL */
    bool informs;            /* never fails a run unless asked to */
    bool ring;               /* step i wants what step i + 1 holds */
    const char *wants;       /* what a step does with the lock it names: "wants", "unlocks" … */
    const char *wants_at;    /* what the stack beside it shows: "asked for at" … */
    const char *stands_at;   /* the same of a stack without a lock beside it */
    const char *message;     /* one sentence: what is wrong */
    const char *advice;      /* one sentence: what to do, when the trace says nothing better */
};

/* What `lockcheck explain` prints beneath the message. */
struct lc_kind_lesson {
    const char *explanation; /* one paragraph */
    const char *example;     /* the smallest code that has it */
    const char *cure;
};

/* "lock-order" ... */
const char *lc_kind_name(const struct lc_kind *kind);
/* NULL when there is no such kind. */
const struct lc_kind *lc_kind_of(unsigned int kind);
/* By name ("lock-order") or rule ("LC1001", in any case). NULL when there is none. */
const struct lc_kind *lc_kind_find(const char *name);
/* The kind or tier that was meant by a word that is none; NULL when none is close enough. */
const char *lc_kind_nearest(const char *word, size_t bytes);
/* Walk the table: 0, 1 … until NULL. */
const struct lc_kind *lc_kind_at(size_t index);

const struct lc_kind_lesson *lc_kind_lesson(const struct lc_kind *kind);

/* "predicted" … ; NULL for a number that is no tier. */
const char *lc_tier_name(unsigned int tier);
/* One sentence: what the tier promises. */
const char *lc_tier_meaning(enum lc_tier tier);
/* 0 when there is no such tier. */
enum lc_tier lc_tier_find(const char *name);
/* Do findings of this tier fail a run? */
bool lc_tier_fails(enum lc_tier tier);

enum { LC_TIER_END = LC_TIER_INFO + 1 };

#endif
