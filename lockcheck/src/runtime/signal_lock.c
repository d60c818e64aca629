#include "runtime/signal_lock.h"

#include "runtime/annotation.h"
#include "runtime/finding.h"
#include "runtime/handler.h"
#include "runtime/held.h"
#include "runtime/locks.h"
#include "runtime/stack.h"
#include "runtime/state.h"
#include "runtime/thread_list.h"

enum { HANDLERS_MAX = 4, PLACES_MAX = 16, SALT = 0x5349 };

/* A handler that takes the lock. */
struct taker {
    uint64_t signals;   /* of one of these */
    uintptr_t function; /* that is their handler */
    unsigned mode;
    bool doubtful; /* whatever interrupts whom */
    bool directed; /* the signal may be meant for this thread alone */
    lc_thread_id thread;
    uint32_t stack; /* of the handler and what it called */
};

/* A place that takes the lock and can be interrupted. */
struct place {
    uint64_t open;  /* signals that the thread had open, and for which a handler was there */
    uint64_t known; /* of them, those for which we saw the handler */
    unsigned mode;
    lc_thread_id thread;
    uint32_t stack;
};

struct watched {
    lc_lock_id id;
    uint32_t taker_count, place_count;
    struct taker takers[HANDLERS_MAX];
    struct place places[PLACES_MAX];
    uint64_t told, told_possible; /* signals */
};

/* Their addresses, NULL where one is gone, and how many there ever were. Written under cold, read
 * by any (relaxed). */
static void *_Atomic s_locks[LC_SIGNAL_LOCKS_MAX];
static _Atomic uint32_t s_count;
/* Of all locks together: what a thread looked at before a handler came it looks at again. */
static _Atomic uint32_t s_taker_count;

static struct watched s_watched[LC_SIGNAL_LOCKS_MAX]; /* under cold; in step */

_Atomic bool g_lc_handlers_lock;

static unsigned kind_of(const struct lc_lock_call *call)
{
    return call->how & 0xff;
}

static unsigned mode_of(const struct lc_lock_call *call)
{
    return call->how >> 8 & 0xff;
}

/* What can be waited for in vain by its own holder. Semaphores are posted by others. */
static bool is_lock(unsigned kind)
{
    return kind == LC_LOCK_MUTEX || kind == LC_LOCK_RWLOCK || kind == LC_LOCK_SPIN ||
           kind == LC_LOCK_CUSTOM;
}

/* Its index, or -1. */
static int find(const void *lock)
{
    int i = (int)lc_load_relaxed(&s_count) - 1;
    while (i >= 0 && lc_load_relaxed(&s_locks[i]) != lock) {
        i--;
    }
    return i;
}

/* In its present lifetime; one that ended makes room. */
static struct watched *find_alive_locked(const void *lock)
{
    int i = find(lock);
    if (i >= 0 && !lc_lock_by_id_locked(s_watched[i].id)) {
        lc_store_relaxed(&s_locks[i], NULL);
        return NULL;
    }
    return i < 0 ? NULL : &s_watched[i];
}

/* An index that is free, or -1. */
static int make_room_locked(void)
{
    int i = find(NULL);
    uint32_t count = lc_load_relaxed(&s_count);
    if (i < 0 && count < LC_SIGNAL_LOCKS_MAX) {
        lc_store_relaxed(&s_count, count + 1);
        return (int)count;
    }
    return i;
}

void lc_signal_locks_reset_locked(void)
{
    lc_store_relaxed(&s_count, 0);
    for (unsigned i = 0; i < LC_SIGNAL_LOCKS_MAX; i++) {
        lc_store_relaxed(&s_locks[i], NULL);
    }
    lc_store_relaxed(&g_lc_handlers_lock, false);
}

/* ---- A handler and a place ---- */

/* Two readers are in each other's way only where writers go first, and one may come. */
static bool modes_conflict(const struct watched *watched, const struct taker *taker,
                           const struct place *place)
{
    const struct lc_lock *lock = lc_lock_by_id_locked(watched->id);
    bool writer_first = lock && lock->is_written && lock->flags & LC_LOCK_FLAG_WRITER_FIRST;
    return taker->mode == LC_MODE_WRITE || place->mode == LC_MODE_WRITE || writer_first;
}

/* 0: they never meet. */
static enum lc_tier tier_of(const struct watched *watched, const struct taker *taker,
                            const struct place *place)
{
    if (!(place->open & taker->signals) || !modes_conflict(watched, taker, place)) {
        return 0;
    }
    bool elsewhere = taker->directed && place->thread != taker->thread;
    bool certain = !taker->doubtful && !elsewhere && !(taker->signals & ~place->known);
    return certain ? LC_TIER_PREDICTED : LC_TIER_POSSIBLE;
}

static void tell(struct watched *watched, const struct taker *taker, const struct place *place)
{
    enum lc_tier tier = tier_of(watched, taker, place);
    uint64_t *told = tier == LC_TIER_PREDICTED ? &watched->told : &watched->told_possible;
    if (!tier || !(taker->signals & ~(*told | watched->told))) {
        return;
    }
    *told |= taker->signals;
    const struct lc_order_held held = {watched->id, place->mode, place->stack};
    const struct lc_finding_step steps[] = {
        {.step = {.thread = taker->thread,
                  .lock = watched->id,
                  .mode = taker->mode,
                  .stack = taker->stack}},
        {.step = {.thread = place->thread, .held = &held, .held_count = 1}},
    };
    lc_finding_write_locked(&(struct lc_finding){
        .kind = LC_FINDING_SIGNAL_LOCK,
        .tier = tier,
        .detail = lc_signal_first(taker->signals),
        .steps = steps,
        .step_count = LC_COUNT_OF(steps),
    });
}

/* ---- Places ---- */

static bool is_same_place(const struct place *a, const struct place *b)
{
    return a->open == b->open && a->known == b->known && a->mode == b->mode &&
           a->thread == b->thread;
}

static void add_place(struct watched *watched, struct lc_thread *self, const struct place *place)
{
    for (uint32_t i = 0; i < watched->place_count; i++) {
        if (is_same_place(&watched->places[i], place)) {
            return;
        }
    }
    if (watched->place_count == PLACES_MAX) {
        return;
    }
    watched->places[watched->place_count++] = *place;
    lc_thread_record_locked(self); /* it may be gone when a handler comes */
    lc_stack_record_locked(place->stack);
    for (uint32_t i = 0; i < watched->taker_count; i++) {
        tell(watched, &watched->takers[i], place);
    }
}

/* The thread takes the lock here and now. Where a handler that we saw is not there any more, the
 * signal counts as blocked. */
static void note_place_locked(struct lc_thread *self, void *lock, unsigned mode, uint32_t stack)
{
    struct watched *watched = find_alive_locked(lock);
    if (!watched) {
        return;
    }
    struct place place = {~lc_cold_blocked_locked(), 0, mode, self->id, stack};
    for (uint32_t i = 0; i < watched->taker_count; i++) {
        const struct taker *taker = &watched->takers[i];
        uint64_t there = lc_signals_handled_by(taker->signals & place.open, taker->function);
        place.known |= there;
        place.open &= there | ~taker->signals;
    }
    if (place.open) {
        add_place(watched, self, &place);
    }
}

/* ---- Places before any handler came ---- */

void lc_signal_lock_remember(struct lc_thread *self, const struct lc_lock_call *call)
{
    if (!is_lock(kind_of(call)) || call->how & LC_HOW_TRY) {
        return;
    }
    lc_thread_enter(self);
    lc_cold_enter(self);
    self->past[lc_hash_mix((uintptr_t)call->lock) % LC_PAST_SLOTS] = (struct lc_past_lock){
        .lock = call->lock,
        .open = ~lc_cold_blocked_locked(),
        .stack = call->stack,
        .stamp = lc_lifetime_stamp(call->lock),
        .mode = (uint16_t)mode_of(call),
    };
    lc_cold_leave(self);
    lc_thread_leave(self);
}

static void add_past_places(struct watched *watched, const void *lock)
{
    for (struct lc_thread *t = lc_thread_first_locked(); t; t = t->next) {
        const struct lc_past_lock *past = &t->past[lc_hash_mix((uintptr_t)lock) % LC_PAST_SLOTS];
        if (past->lock == lock && past->stamp == lc_lifetime_stamp(lock)) {
            add_place(watched, t, &(struct place){past->open, 0, past->mode, t->id, past->stack});
        }
    }
}

/* ---- Handlers ---- */

/* Whether its holder would wait for itself, and others know of the lock at all. */
static bool can_hang(const struct lc_thread *self, const struct lc_lock *lock)
{
    return !(lock->flags & (LC_LOCK_FLAG_RECURSIVE | LC_LOCK_FLAG_ERRORCHECK)) &&
           !lc_annotation_is_private_locked(self, lock->address);
}

/* From now on every lock of the process comes by. */
static void start_locked(void)
{
    if (!lc_load_relaxed(&g_lc_handlers_lock)) {
        lc_store_relaxed(&g_lc_handlers_lock, true);
        lc_thread_forget_sites_locked();
    }
}

/* NULL: there is nothing to watch, or no room. */
static struct watched *watch_locked(struct lc_thread *self, const struct lc_lock_call *call)
{
    struct watched *watched = find_alive_locked(call->lock);
    if (watched) {
        return watched;
    }
    struct lc_lock *lock = lc_lock_get_locked(self, call->lock, kind_of(call));
    int i = lock && can_hang(self, lock) ? make_room_locked() : -1;
    if (i < 0) {
        return NULL;
    }
    s_watched[i] = (struct watched){.id = lock->id};
    lc_store_relaxed(&s_locks[i], call->lock);
    lc_lock_record_locked(lock);
    start_locked();
    return &s_watched[i];
}

/* Whether one says as much. A writer says more than a reader. */
static bool has_taker(const struct watched *watched, const struct taker *taker)
{
    for (uint32_t i = 0; i < watched->taker_count; i++) {
        const struct taker *known = &watched->takers[i];
        bool anywhere = !known->directed || known->thread == taker->thread;
        if (known->signals == taker->signals && known->function == taker->function && anywhere &&
            known->mode <= taker->mode && known->doubtful <= taker->doubtful) {
            return true;
        }
    }
    return false;
}

static void add_taker(struct watched *watched, struct lc_thread *self, void *lock,
                      const struct taker *taker)
{
    if (watched->taker_count == HANDLERS_MAX || has_taker(watched, taker)) {
        return;
    }
    bool is_first = watched->taker_count == 0;
    watched->takers[watched->taker_count++] = *taker;
    lc_store_relaxed(&s_taker_count, lc_load_relaxed(&s_taker_count) + 1);
    lc_thread_record_locked(self);
    lc_stack_record_locked(taker->stack);
    if (is_first) {
        add_past_places(watched, lock);
    }
    for (uint32_t i = 0; i < watched->place_count; i++) {
        tell(watched, taker, &watched->places[i]);
    }
}

static void note_taker_locked(struct lc_thread *self, const struct lc_lock_call *call)
{
    struct lc_stack_walk walk = lc_stack_walk_locked(self, call->site, false);
    struct lc_handler handler;
    if (!lc_handler_of_walk_locked(&walk, &handler)) {
        return;
    }
    uint32_t stack = lc_stack_of_addresses_locked(walk.addresses, handler.frames);
    struct watched *watched = watch_locked(self, call);
    if (!watched) {
        return;
    }
    bool is_doubtful = lc_lock_by_id_locked(watched->id)->flags & LC_LOCK_FLAG_DOUBTFUL;
    add_taker(watched, self, call->lock,
              &(struct taker){
                  .signals = handler.signals,
                  .function = handler.function,
                  .mode = mode_of(call),
                  .doubtful = is_doubtful || handler.origin == LC_SIGNAL_OWN_DOING,
                  .directed = handler.origin == LC_SIGNAL_TO_THREAD,
                  .thread = self->id,
                  .stack = stack,
              });
}

/* ---- The calls ---- */

/* Where the thread remembers that it came by with this lock and this stack. */
static uint64_t key_of(const void *lock, uint32_t stack, bool in_handler)
{
    uint64_t look = (uint64_t)lc_load_relaxed(&s_taker_count) << 1 | in_handler;
    return lc_hash_mix(lc_hash_fold(lc_held_key(lock, SALT), (uint64_t)stack << 32 ^ look));
}

uint64_t lc_signal_lock_seen(struct lc_thread *self, const struct lc_lock_call *call,
                             bool in_handler)
{
    bool is_try = call->how & LC_HOW_TRY;
    bool is_watched = find(call->lock) >= 0;
    if (!is_lock(kind_of(call)) || !(in_handler || is_watched)) {
        return 0;
    }
    uint64_t key = key_of(call->lock, call->stack, in_handler);
    if (*lc_seen_slot(self, key) == key) {
        return 0;
    }
    if (is_try) {
        return is_watched ? LC_HELD_WATCHED : 0;
    }
    lc_thread_enter(self);
    lc_cold_enter(self);
    if (in_handler) {
        note_taker_locked(self, call);
    }
    note_place_locked(self, call->lock, mode_of(call), call->stack);
    lc_cold_leave(self);
    lc_thread_leave(self);
    *lc_seen_slot(self, key) = key;
    return 0;
}

void lc_signal_lock_was_held(struct lc_thread *self, const struct lc_held *entry)
{
    void *lock = lc_load_relaxed(&entry->lock);
    uint64_t key = key_of(lock, lc_held_stack(entry), false);
    lc_thread_enter(self);
    lc_cold_enter(self);
    note_place_locked(self, lock, lc_held_mode(entry), lc_held_stack(entry));
    lc_cold_leave(self);
    lc_thread_leave(self);
    *lc_seen_slot(self, key) = key;
}
