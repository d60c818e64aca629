/*
 * report/advice.h - the one line "What to do".
 *
 * For a ring of locks the dependencies of the run are asked which order most call sites keep.
 *
 * Owns:    an index of each process's dependencies, made when first needed.
 * Threads: none inside.
 */
#ifndef LC_REPORT_ADVICE_H
#define LC_REPORT_ADVICE_H

#include "report/findings.h"

struct lc_advisor {
    struct lc_map indexes; /* struct lc_process * -> struct dependency_index */
};

struct lc_advice {
    const char *text;  /* in the resolver's arena; no full stop at the end */
    uint32_t odd_step; /* the step to change; 0 when none stands out */
};

/* A zeroed struct is a new advisor. */
void lc_advisor_fini(struct lc_advisor *advisor);
struct lc_advice lc_advise(struct lc_advisor *advisor, struct lc_resolver *resolver,
                           const struct lc_finding *finding);

#endif
