#include "runtime/site.h"

#include <stddef.h>

#include "runtime/stack.h"
#include "runtime/state.h"
#include "runtime/thread_list.h"

enum {
    /* So many locks in a row were given back by the function that took them: it always does. */
    TRIALS = 4,
    /* A thread that has taken this many stacks recurses deeply, or runs everything once. */
    CAPTURES_FREE = 8192,
    CAPTURES_THEN_ONE_IN = 64,
};

/* Of lc_site.trust; while a site is on trial, the locks still to be seen. */
enum { TRUSTED = 0, CHECKED = -1, WATCHED = -2, IN_HANDLER = -3 };

static uint64_t state_of(const struct lc_site *site)
{
    switch (site->trust) {
    case TRUSTED:
        return 0;
    case CHECKED:
        return LC_SITE_CHECKED;
    case WATCHED:
    case IN_HANDLER:
        return LC_SITE_WATCHED;
    default:
        return LC_SITE_ON_TRIAL;
    }
}

static uint32_t first_neighbour(uint32_t slot)
{
    return slot - slot % LC_SITE_WAYS;
}

static uint32_t call_of(uint32_t slot, uint32_t stack)
{
    return (slot + 1) << LC_HELD_STACK_BITS | stack;
}

static uint32_t stack_of(uint32_t call)
{
    return call & LC_HELD_STACK_MASK;
}

/* Where the nearest caller's return address lies. */
static uintptr_t home_of(const struct lc_site_callers *callers)
{
    return (uintptr_t)callers->depth +
           (uintptr_t)((intptr_t)callers->words[0] * (intptr_t)sizeof(uintptr_t));
}

static bool is_own_stack(const struct lc_thread *self, const void *address)
{
    return (uintptr_t)address >= self->stack_low && (uintptr_t)address < self->stack_high;
}

/* ---- New calls ---- */

/*
 * How far above the depth words are looked at. Where a coroutine's stack was, a shorter one may lie
 * when the depth comes again: of that only the page is sure that the call itself is in.
 */
static ptrdiff_t words_max(const struct lc_thread *self, const void *depth)
{
    enum { WORDS_MAX = 2048, PAGE_BYTES = 4096 };
    uintptr_t rest_of_page = -(uintptr_t)depth % PAGE_BYTES;
    return is_own_stack(self, depth) ? WORDS_MAX : (ptrdiff_t)(rest_of_page / sizeof(uintptr_t));
}

/*
 * Where the i-th return address lies, in words above the depth: in the frame that returns to it, at
 * its top on x86-64. 0: not there, or farther away than `max`.
 */
static int16_t find_word(const struct lc_stack_walk *walk, const void *depth, uint32_t i,
                         ptrdiff_t max)
{
    const uintptr_t *bottom = depth;
    const uintptr_t *top = (const uintptr_t *)walk->tops[i];
    if (top - bottom > max) {
        return 0;
    }
    const uintptr_t *word = top - 1;
    while (word > bottom && *word != walk->addresses[i]) {
        word--;
    }
    return word > bottom ? (int16_t)(word - bottom) : 0;
}

/* Without callers the word below the depth stands for them: the call's own return address. */
static void remember_callers(const struct lc_thread *self, struct lc_site_callers *callers,
                             const struct lc_stack_walk *walk, const void *depth)
{
    const uintptr_t *stack = depth;
    ptrdiff_t max = words_max(self, depth);
    int16_t last = -1;
    callers->depth = depth;
    callers->sum = 0;
    for (uint32_t i = 0; i < LC_SITE_CALLERS; i++) {
        int16_t word = i + 1 < walk->count ? find_word(walk, depth, i + 1, max) : 0;
        last = word ? word : last;
        callers->words[i] = last;
        callers->sum += stack[last];
    }
}

/* The call's own place if it is free, else a free neighbour, else one that is given up. */
static uint32_t find_room(const struct lc_thread *self, uint32_t own)
{
    uint32_t first = first_neighbour(own);
    uint32_t room = first + self->site_captures % LC_SITE_WAYS;
    for (uint32_t i = first; i < first + LC_SITE_WAYS; i++) {
        if (lc_load_relaxed(&self->sites[i].tag) == 0) {
            room = i;
        }
    }
    return lc_load_relaxed(&self->sites[own].tag) == 0 ? own : room;
}

static int32_t first_trust(const struct lc_stack_walk *walk)
{
    return walk->handler_frames                   ? IN_HANDLER
           : lc_load_relaxed(&g_lc_handlers_lock) ? WATCHED
                                                  : TRIALS;
}

/* Whether a new call, after so many of the thread's, is spared what is costly. */
static bool is_spared(uint32_t captures)
{
    return captures > CAPTURES_FREE && captures % CAPTURES_THEN_ONE_IN != 0;
}

/* A copy: a handler that comes next may give the slot away. */
static struct lc_site capture(struct lc_thread *self, void *site, void *depth)
{
    uint32_t captures = self->site_captures++;
    bool site_only = is_spared(captures);
    lc_thread_enter(self);
    lc_cold_enter(self);
    uint32_t slot = find_room(self, lc_site_slot(site, depth));
    struct lc_site *entry = &self->sites[slot];
    lc_store_relaxed(&entry->tag, 0);
    struct lc_stack_walk walk = lc_stack_walk_locked(self, site, site_only);
    remember_callers(self, &self->site_callers[slot], &walk, depth);
    entry->call = call_of(slot, lc_stack_of_walk_locked(&walk));
    entry->trust = first_trust(&walk);
    lc_store_relaxed(&entry->tag, lc_site_tag(site, depth) ^ state_of(entry));
    struct lc_site captured = *entry;
    lc_cold_leave(self);
    lc_thread_leave(self);
    return captured;
}

/* ---- Known calls ---- */

/* Also one whose callers need not be compared now, if it will do. The slot, or -1. */
static int find(const struct lc_thread *self, const void *site, const void *depth, bool will_do)
{
    uint32_t first = first_neighbour(lc_site_slot(site, depth));
    uint64_t tag = lc_site_tag(site, depth);
    for (uint32_t i = first; i < first + LC_SITE_WAYS; i++) {
        uint64_t state = lc_load_relaxed(&self->sites[i].tag) ^ tag;
        if (state == 0 && will_do) {
            return (int)i;
        }
        if ((state == 0 || state == LC_SITE_CHECKED || state == LC_SITE_ON_TRIAL ||
             state == LC_SITE_WATCHED) &&
            lc_site_has_callers(&self->site_callers[i], depth)) {
            return (int)i;
        }
    }
    return -1;
}

uint64_t lc_site_call_slow(struct lc_thread *self, void *site, void *depth, void *lock,
                           unsigned how)
{
    int found = find(self, site, depth, true);
    const struct lc_site entry = found >= 0 ? self->sites[found] : capture(self, site, depth);
    const struct lc_lock_call call = {lock, how, site, stack_of(entry.call)};
    if (entry.trust == WATCHED || entry.trust == IN_HANDLER) {
        return entry.call | lc_signal_lock_seen(self, &call, entry.trust == IN_HANDLER);
    }
    if (found < 0 && !is_spared(self->site_captures - 1)) {
        lc_signal_lock_remember(self, &call);
    }
    return entry.call | (entry.trust > 0 ? LC_HELD_ON_TRIAL : 0);
}

uint32_t lc_stack_of_site(struct lc_thread *self, void *site, void *depth)
{
    int found = find(self, site, depth, false);
    return stack_of(found >= 0 ? self->sites[found].call : capture(self, site, depth).call);
}

/* ---- Trials ---- */

/* The site that a lock was taken by, or -1 when another has its place now. Sites move no farther
 * than to a neighbour. */
static int find_held(const struct lc_thread *self, const struct lc_held *held)
{
    uint32_t slot = (uint32_t)held->info >> LC_HELD_STACK_BITS;
    if (slot == 0) {
        return -1;
    }
    uint32_t first = first_neighbour(slot - 1);
    for (uint32_t i = first; i < first + LC_SITE_WAYS; i++) {
        if (stack_of(self->sites[i].call) == lc_held_stack(held) &&
            lc_load_relaxed(&self->sites[i].tag) != 0) {
            return (int)i;
        }
    }
    return -1;
}

static void swap_slots(struct lc_thread *self, uint32_t a, uint32_t b)
{
    struct lc_site site = self->sites[a];
    struct lc_site_callers callers = self->site_callers[a];
    self->sites[a] = self->sites[b];
    self->site_callers[a] = self->site_callers[b];
    self->sites[b] = site;
    self->site_callers[b] = callers;
    self->sites[a].call = call_of(a, stack_of(self->sites[a].call));
    self->sites[b].call = call_of(b, stack_of(self->sites[b].call));
}

/* The trial is over: the site goes to its own place, where the next call looks first. */
static void settle(struct lc_thread *self, uint32_t slot, int32_t trust)
{
    lc_thread_enter(self);
    lc_cold_enter(self); /* who unloads code clears tags */
    struct lc_site *entry = &self->sites[slot];
    uint64_t tag = lc_load_relaxed(&entry->tag);
    if (tag != 0) {
        const void *depth = self->site_callers[slot].depth;
        tag ^= state_of(entry);
        entry->trust = trust;
        lc_store_relaxed(&entry->tag, tag ^ state_of(entry));
        uint64_t site = tag ^ lc_site_tag(NULL, depth);
        swap_slots(self, slot, lc_site_slot((const void *)(uintptr_t)site, depth));
    }
    lc_cold_leave(self);
    lc_thread_leave(self);
}

/* Whether the function that took the lock runs still, called as it was. All of it on the thread's
 * own stack: another one may be gone by now. */
static bool is_still_running(const struct lc_thread *self, const struct lc_site_callers *callers,
                             const void *depth)
{
    return is_own_stack(self, depth) && is_own_stack(self, callers->depth) &&
           home_of(callers) >= (uintptr_t)depth && lc_site_has_callers(callers, callers->depth);
}

void lc_site_judge(struct lc_thread *self, const struct lc_held *held, const void *depth)
{
    int slot = find_held(self, held);
    if (slot < 0 || !depth || self->sites[slot].trust <= 0) {
        return;
    }
    struct lc_site *entry = &self->sites[slot];
    if (!is_still_running(self, &self->site_callers[slot], depth)) {
        settle(self, (uint32_t)slot, CHECKED);
    } else if (--entry->trust == 0) {
        entry->trust = 1;
        settle(self, (uint32_t)slot, TRUSTED);
    }
}

/* ---- The stack of a lock that is held ---- */

/* As the stack is now, but the innermost frame as it was at the lock. */
static uint32_t rebuild_locked(struct lc_thread *self, uint32_t slot)
{
    struct lc_site *entry = &self->sites[slot];
    const struct lc_site_callers *callers = &self->site_callers[slot];
    uint64_t tag = lc_load_relaxed(&entry->tag);
    uint64_t site = tag ^ lc_site_tag(NULL, callers->depth);
    const void *here = __builtin_frame_address(0);
    if (is_own_stack(self, here) && home_of(callers) >= (uintptr_t)here) {
        struct lc_stack_walk walk = lc_stack_walk_from_locked(self, home_of(callers), site);
        return lc_stack_of_walk_locked(&walk);
    }
    /* It returned with the lock after all, and who called it is lost this once. */
    entry->trust = CHECKED;
    lc_store_relaxed(&entry->tag, tag ^ state_of(entry));
    return lc_stack_of_block_locked((void *)(uintptr_t)site);
}

uint32_t lc_site_confirm_locked(struct lc_thread *self, const struct lc_held *held)
{
    int slot = find_held(self, held);
    if (slot < 0 || self->sites[slot].trust != TRUSTED) {
        return lc_held_stack(held);
    }
    const struct lc_site_callers *callers = &self->site_callers[slot];
    if (!is_own_stack(self, callers->depth) || lc_site_has_callers(callers, callers->depth)) {
        return lc_held_stack(held);
    }
    return rebuild_locked(self, (uint32_t)slot);
}

void lc_site_code_unloaded(struct lc_thread *self)
{
    lc_thread_enter(self);
    lc_cold_enter(self);
    lc_thread_forget_sites_locked();
    lc_cold_leave(self);
    lc_thread_leave(self);
}
