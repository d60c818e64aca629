#include "preload/tell.h"

#include "runtime/finding.h"
#include "runtime/foreign_unlock.h"
#include "runtime/held.h"
#include "runtime/holder.h"
#include "runtime/inherited.h"
#include "runtime/word.h"

void lc_tell_broken(struct lc_thread *self, const struct lc_rule_broken *rule, void *site,
                    void *depth)
{
    lc_finding_misuse(self, &(struct lc_misuse){
                                .kind = rule->kind,
                                .tier = LC_TIER_CONFIRMED,
                                .object = rule->object,
                                .object_kind = rule->object_kind,
                                .mode = rule->mode,
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
        lc_tell_broken(self,
                       &(struct lc_rule_broken){.kind = LC_FINDING_DESTROY_HELD,
                                                .object_kind = kind,
                                                .object = lock,
                                                .other_tid = holder},
                       site, depth);
    }
    while (lc_held_find(self, lock) >= 0) {
        (void)lc_released(self, lock, NULL);
    }
}

void lc_tell_foreign_unlock(struct lc_thread *self, void *lock, enum lc_lock_kind kind,
                            bool is_locked, void *site, void *depth)
{
    bool is_read = kind == LC_LOCK_RWLOCK && is_locked &&
                   lc_word_allows(kind, LC_MODE_WRITE, lock, 0); /* no thread has it to write */
    struct lc_rule_broken rule = {
        .mode = is_read ? LC_MODE_READ : LC_MODE_WRITE,
        .kind = is_locked ? LC_FINDING_UNLOCK_NOT_OWNER : LC_FINDING_UNLOCK_NOT_LOCKED,
        .object_kind = kind,
        .object = lock,
        .other_tid = is_locked ? lc_holder_tid(self, lock) : 0,
    };
    lc_tell_broken(self, &rule, site, depth);
    if (is_locked) {
        lc_foreign_unlock(self, lock, kind);
    }
}
