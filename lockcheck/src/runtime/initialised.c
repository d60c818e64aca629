#include "runtime/initialised.h"

#include "base/hash.h"
#include "runtime/finding.h"
#include "runtime/locks.h"
#include "runtime/state.h"

enum { SLOTS = 4096 }; /* a power of two */

/* Any thread, relaxed. */
static const void *_Atomic s_objects[SLOTS];

static const void *_Atomic *slot_of(const void *object)
{
    return &s_objects[lc_hash_mix((uintptr_t)object) & (SLOTS - 1)];
}

/* 0: nothing to tell. */
static enum lc_tier tier_locked(struct lc_thread *self, void *object, unsigned kind)
{
    bool is_tracked = lc_lock_find_locked((uintptr_t)object) != NULL;
    const struct lc_lock *lock = lc_lock_get_locked(self, object, kind);
    if (!lock || lock->flags & LC_LOCK_FLAG_PSHARED) {
        return (enum lc_tier)0;
    }
    switch (lock->place) {
    case LC_PLACE_STATIC:
        return LC_TIER_CONFIRMED;
    case LC_PLACE_STACK:
        return LC_TIER_POSSIBLE;
    case LC_PLACE_HEAP:
        return is_tracked ? LC_TIER_POSSIBLE : (enum lc_tier)0;
    default:
        return (enum lc_tier)0;
    }
}

static LC_COLD void tell(struct lc_thread *self, void *object, unsigned kind, uint32_t stack)
{
    lc_thread_enter(self);
    lc_cold_enter(self);
    enum lc_tier tier = tier_locked(self, object, kind);
    if (tier) {
        (void)lc_finding_misuse_locked(self, &(struct lc_misuse){
                                                 .kind = LC_FINDING_INIT_AGAIN,
                                                 .tier = tier,
                                                 .object = object,
                                                 .object_kind = kind,
                                                 .stack = stack,
                                             });
    }
    lc_cold_leave(self);
    lc_thread_leave(self);
}

void lc_initialised_begin(struct lc_thread *self, void *object, unsigned kind, uint32_t stack)
{
    const void *_Atomic *slot = slot_of(object);
    if (LC_UNLIKELY(lc_load_relaxed(slot) == object)) {
        tell(self, object, kind, stack);
    }
    lc_store_relaxed(slot, object);
}

void lc_initialised_end(const void *object)
{
    const void *_Atomic *slot = slot_of(object);
    if (lc_load_relaxed(slot) == object) {
        lc_store_relaxed(slot, NULL);
    }
}

void lc_initialised_forget(void)
{
    for (unsigned i = 0; i < SLOTS; i++) {
        lc_store_relaxed(&s_objects[i], NULL);
    }
}
