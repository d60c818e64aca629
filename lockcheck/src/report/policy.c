#include "report/policy.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static bool take_word(struct lc_policy *policy, const char *word)
{
    const struct lc_kind *kind = lc_kind_find(word);
    enum lc_tier tier = lc_tier_find(word);
    if (strcmp(word, "none") == 0) {
        *policy = (struct lc_policy){.none = true};
        return true;
    }
    /* "deadlock" is both; either alone would be a surprise. */
    if (kind) {
        policy->kinds[kind->kind] = true;
    }
    if (tier) {
        policy->tiers[tier] = true;
    }
    return kind || tier;
}

static int refuse(const char *who, const char *word, size_t bytes)
{
    const char *nearest = lc_kind_nearest(word, bytes);
    (void)fprintf(stderr, "%s: fail-on: '%.*s' is no kind and no tier of finding; ", who,
                  (int)bytes, word);
    if (nearest) {
        (void)fprintf(stderr, "did you mean '%s'?\n", nearest);
    } else {
        (void)fputs("`lockcheck explain` lists them\n", stderr);
    }
    return -EINVAL;
}

int lc_policy_read(struct lc_policy *policy, const char *list, const char *who)
{
    *policy = (struct lc_policy){0};
    while (list && *list) {
        char word[32];
        size_t bytes = strcspn(list, ",");
        bool fits = bytes < sizeof(word);
        if (fits) {
            memcpy(word, list, bytes);
            word[bytes] = '\0';
        }
        if (bytes > 0 && (!fits || !take_word(policy, word))) {
            return refuse(who, list, bytes);
        }
        list += bytes + (list[bytes] == ',');
    }
    return 0;
}

bool lc_policy_fails(const struct lc_policy *policy, const struct lc_finding *finding)
{
    bool by_default = !policy->none && lc_tier_fails(finding->tier) && !finding->kind->informs;
    return by_default || policy->kinds[finding->kind->kind] || policy->tiers[finding->tier];
}
