/*
 * preload/tell.h - the short way to report a rule broken by a call, here and now.
 */
#ifndef LC_PRELOAD_TELL_H
#define LC_PRELOAD_TELL_H

#include "runtime/thread.h"
#include "trace/format.h"

struct lc_rule_broken {
    enum lc_finding_kind kind;
    enum lc_lock_kind object_kind;
    void *object;
    enum lc_mode mode;
    uint32_t other_tid; /* of a thread that has the object, or 0 */
};

/* `site` and `depth` are of the call. */
LC_COLD void lc_tell_broken(struct lc_thread *self, const struct lc_rule_broken *rule, void *site,
                            void *depth);

/*
 * A lock is about to be destroyed, or initialised again. When a thread has it: tell, and when it is
 * the calling one, take it off its list.
 */
LC_COLD void lc_tell_if_held(struct lc_thread *self, void *lock, enum lc_lock_kind kind, void *site,
                             void *depth);

/* A lock is unlocked that the calling thread does not hold. */
LC_COLD void lc_tell_foreign_unlock(struct lc_thread *self, void *lock, enum lc_lock_kind kind,
                                    bool is_locked, void *site, void *depth);

#endif
