#include "runtime/refusal.h"

#include <errno.h>
#include <stdbool.h>

#include "base/hash.h"
#include "runtime/held.h"
#include "runtime/livelock.h"

struct situation {
    uint64_t hash;
    uint32_t unmarked; /* locks taken since the last refusal */
};

/* The locks held bear a mark from here on. */
static struct situation mark_held(struct lc_thread *self, const void *wanted, unsigned mode)
{
    struct situation situation = {.hash = lc_hash_fold((uintptr_t)wanted, mode)};
    uint32_t count = lc_held_count(self);
    uint32_t oldest = count > LC_REFUSAL_HELD_MAX ? count - LC_REFUSAL_HELD_MAX : 0;
    for (uint32_t i = oldest; i < count; i++) {
        struct lc_held *entry = &self->held[i];
        situation.hash = lc_hash_fold(situation.hash, (uintptr_t)lc_held_lock(entry));
        situation.unmarked += (entry->info & LC_HELD_MARKED) == 0;
        entry->info |= LC_HELD_MARKED;
    }
    return situation;
}

static uint64_t next_state(const struct lc_refusal *refusal, uint64_t acquired,
                           const struct situation *now)
{
    uint64_t state = lc_load_relaxed(&refusal->state);
    uint64_t row = LC_REFUSAL_ROW(state), rounds = LC_REFUSAL_ROUNDS(state);
    bool goes_on = now->hash == refusal->situation && acquired - refusal->acquired == now->unmarked;
    if (!goes_on) {
        return (row + 1) << 48 | 1;
    }
    rounds += now->unmarked != 0 && rounds < UINT16_MAX;
    uint64_t refusals = LC_REFUSALS(state);
    refusals += refusals < UINT32_MAX;
    return row << 48 | rounds << 32 | refusals;
}

static bool is_time_to_look(uint32_t refusals)
{
    return refusals >= LC_REFUSALS_HALF && (refusals & (refusals - 1)) == 0;
}

static void count_refusal(struct lc_thread *self, void *lock, uint64_t asked)
{
    struct lc_refusal *refusal = &self->refusal;
    const struct lc_held entry = {.info = asked};
    struct situation now = mark_held(self, lock, lc_held_mode(&entry));
    uint64_t acquired = LC_TALLY_ACQUIRED(lc_load_relaxed(&self->tally));
    uint64_t state = next_state(refusal, acquired, &now);
    refusal->situation = now.hash;
    refusal->acquired = acquired;
    lc_store_relaxed(&refusal->state, state);
    if (LC_UNLIKELY(is_time_to_look(LC_REFUSALS(state)))) {
        lc_livelock_look(self, lock, asked);
    }
}

int lc_refused(struct lc_thread *self, uint32_t index, void *lock, int error)
{
    uint64_t asked = self->held[index].info;
    lc_not_taken(self, index);
    if ((error == EBUSY || error == ETIMEDOUT) && lc_held_count(self) != 0) {
        count_refusal(self, lock, asked);
    }
    return error;
}
