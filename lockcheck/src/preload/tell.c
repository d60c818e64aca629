#include "preload/tell.h"

#include "runtime/finding.h"
#include "runtime/held.h"
#include "runtime/holder.h"
#include "runtime/inherited.h"

void lc_tell_broken(struct lc_thread *self, const struct lc_rule_broken *rule, void *site,
                    void *depth)
{
    lc_finding_misuse(self, &(struct lc_misuse){
                                .kind = rule->kind,
                                .tier = LC_TIER_CONFIRMED,
                                .object = rule->object,
                                .object_kind = rule->object_kind,
                                .stack = lc_stack_of_site(self, site, depth),
                                .other_tid = rule->other_tid,
                            });
}

void lc_tell_if_held(struct lc_thread *self, void *lock, enum lc_lock_kind kind, void *site,
                     void *depth)
{
    uint32_t holder = lc_holder_tid(self, lock);
    if (holder == 0) {
        return;
    }
    if (!lc_inherited_has(lock)) {
        lc_tell_broken(self, &(struct lc_rule_broken){LC_FINDING_DESTROY_HELD, kind, lock, holder},
                       site, depth);
    }
    while (lc_held_find(self, lock) >= 0) {
        (void)lc_released(self, lock, NULL);
    }
}

void lc_tell_foreign_unlock(struct lc_thread *self, void *lock, enum lc_lock_kind kind,
                            bool is_locked, void *site, void *depth)
{
    struct lc_rule_broken rule = {
        .kind = is_locked ? LC_FINDING_UNLOCK_NOT_OWNER : LC_FINDING_UNLOCK_NOT_LOCKED,
        .object_kind = kind,
        .object = lock,
        .other_tid = is_locked ? lc_holder_tid(self, lock) : 0,
    };
    lc_tell_broken(self, &rule, site, depth);
}
