/*
 * report/policy.h - which findings make a run fail.
 */
#ifndef LC_REPORT_POLICY_H
#define LC_REPORT_POLICY_H

#include "report/findings.h"

struct lc_policy {
    bool none; /* not even those that fail by default */
    bool kinds[LC_FINDING_KIND_END];
    bool tiers[LC_TIER_END];
};

/*
 * Read a `fail_on` list: kinds and tiers that fail too, separated by commas; `none` first takes
 * away the default. 0, or -EINVAL after a line on stderr that starts with `who` and names the word
 * that is wrong.
 */
int lc_policy_read(struct lc_policy *policy, const char *list, const char *who);

/* Would it fail the run if it is not suppressed? */
bool lc_policy_fails(const struct lc_policy *policy, const struct lc_finding *finding);

#endif
