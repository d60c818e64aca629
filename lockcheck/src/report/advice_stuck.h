/*
 * report/advice_stuck.h - what to do about a stuck process: what its first waiter lacks.
 */
#ifndef LC_REPORT_ADVICE_STUCK_H
#define LC_REPORT_ADVICE_STUCK_H

#include "report/findings.h"
#include "report/frames.h"

/* `usual` when there is nothing more to say. In the resolver's arena; no full stop at the end. */
const char *lc_advise_stuck(struct lc_resolver *resolver, const struct lc_finding *finding,
                            const char *usual);

#endif
