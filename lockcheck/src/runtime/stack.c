#include "runtime/stack.h"

#include <string.h>

#include "runtime/modules.h"
#include "runtime/state.h"
#include "runtime/unwind.h"

enum {
    STACK_BUCKETS = 4096,
    STACK_IDS_PER_PAGE = 1024,
    STACK_PAGES = 4096,
    /* A thread that has taken this many stacks recurses deeply, or runs everything once. */
    SITE_CAPTURES_FREE = 8192,
    SITE_CAPTURES_THEN_ONE_IN = 64,
};

struct stack {
    struct stack *next;
    uint64_t hash;
    uint32_t id;
    uint32_t frame_count;
    uint16_t flags; /* enum lc_stack_flag */
    bool recorded;
    uint64_t frames[]; /* as in lc_trace_stack */
};

/* All under cold. */
static struct stack *s_buckets[STACK_BUCKETS];
static struct stack **s_pages[STACK_PAGES]; /* id -> stack */
static uint32_t s_last_id;
static uintptr_t s_scratch[LC_STACK_FRAMES_MAX];
static uintptr_t s_tops[LC_STACK_FRAMES_MAX]; /* of the frames that those return from */

static struct stack *stack_by_id(uint32_t id)
{
    if (!id || id > s_last_id) {
        return NULL;
    }
    return s_pages[id / STACK_IDS_PER_PAGE][id % STACK_IDS_PER_PAGE];
}

static bool same_stack(const struct stack *stack, uint64_t hash, const uint64_t *frames,
                       uint32_t count)
{
    return stack->hash == hash && stack->frame_count == count &&
           memcmp(stack->frames, frames, count * sizeof(*frames)) == 0;
}

static struct stack *stack_new(uint32_t frame_count)
{
    uint32_t page = (s_last_id + 1) / STACK_IDS_PER_PAGE;
    if (page >= STACK_PAGES) {
        return NULL;
    }
    if (!s_pages[page]) {
        s_pages[page] = lc_arena_alloc(&g_lc.arena, STACK_IDS_PER_PAGE * sizeof(s_pages[page][0]));
    }
    struct stack *stack =
        lc_arena_alloc(&g_lc.arena, sizeof(*stack) + frame_count * sizeof(stack->frames[0]));
    if (!s_pages[page] || !stack) {
        return NULL;
    }
    stack->id = ++s_last_id;
    s_pages[page][stack->id % STACK_IDS_PER_PAGE] = stack;
    return stack;
}

/* The id of these frames; 0: no memory. */
static uint32_t intern(const uint64_t *frames, uint32_t count, uint16_t flags)
{
    uint64_t hash = lc_hash_bytes(frames, count * sizeof(*frames)) ^ flags;
    struct stack **bucket = &s_buckets[hash % STACK_BUCKETS];
    for (struct stack *stack = *bucket; stack; stack = stack->next) {
        if (same_stack(stack, hash, frames, count)) {
            return stack->id;
        }
    }
    struct stack *stack = stack_new(count);
    if (!stack) {
        g_lc.counts.dropped_no_memory++;
        return 0;
    }
    stack->hash = hash;
    stack->frame_count = count;
    stack->flags = flags;
    memcpy(stack->frames, frames, count * sizeof(*frames));
    stack->next = *bucket;
    *bucket = stack;
    return stack->id;
}

static uint32_t intern_addresses(const uintptr_t *addresses, uint32_t count, uint16_t flags)
{
    static uint64_t s_frames[LC_STACK_FRAMES_MAX]; /* under cold, like s_scratch */
    for (uint32_t i = 0; i < count; i++) {
        s_frames[i] = lc_modules_frame_locked(addresses[i]);
    }
    return intern(s_frames, count, flags);
}

uint32_t lc_stack_of_addresses_locked(const uintptr_t *addresses, uint32_t count)
{
    uint32_t max = g_lc.options.stack_frames_max;
    return count > max ? intern_addresses(addresses, max, LC_STACK_CUT)
                       : intern_addresses(addresses, count, 0);
}

/* How many addresses are in s_scratch; 1 with LC_STACK_SITE_ONLY: nothing but the site is known. */
static uint32_t unwind_locked(void *site, uintptr_t stack_high, bool site_only, uint16_t *ret_flags)
{
    uint32_t max = g_lc.options.stack_frames_max;
    bool cut = false;
    uint32_t count = site_only ? 0 : lc_unwind(site, stack_high, s_scratch, s_tops, max, &cut);
    *ret_flags = cut ? LC_STACK_CUT : 0;
    if (count == 0) {
        s_scratch[0] = (uintptr_t)site;
        *ret_flags = LC_STACK_SITE_ONLY;
        return 1;
    }
    return count;
}

/*
 * Where the i-th return address lies, in words above the depth: in the frame that returns to it, at
 * its top on x86-64. 0: not there, or too far away to be worth it.
 */
static int16_t find_word(const void *depth, uint32_t i)
{
    enum { WORDS_MAX = 2048 };
    const uintptr_t *bottom = depth;
    const uintptr_t *top = (const uintptr_t *)s_tops[i];
    if (top - bottom > WORDS_MAX) {
        return 0;
    }
    const uintptr_t *word = top - 1;
    while (word > bottom && *word != s_scratch[i]) {
        word--;
    }
    return word > bottom ? (int16_t)(word - bottom) : 0;
}

/* Without callers the word below the depth stands for them: the call's own return address. */
static void remember_callers(struct lc_site *entry, const void *depth, uint32_t frame_count)
{
    int16_t last = -1;
    for (uint32_t i = 0; i < LC_SITE_CALLERS; i++) {
        int16_t word = i + 1 < frame_count ? find_word(depth, i + 1) : 0;
        last = word ? word : last;
        entry->words[i] = last;
    }
    entry->callers = lc_site_callers(entry, depth);
}

static struct lc_site *neighbours(struct lc_thread *self, const void *site, const void *depth)
{
    size_t own = (size_t)(lc_site_entry(self, site, depth) - self->sites);
    return &self->sites[own - own % LC_SITE_WAYS];
}

/* Empties the call's own place: what is there moves to a free neighbour; else they take turns. */
static struct lc_site *make_room_locked(struct lc_thread *self, void *site, void *depth)
{
    struct lc_site *own = lc_site_entry(self, site, depth);
    struct lc_site *among = neighbours(self, site, depth);
    struct lc_site *other = &among[self->site_captures % LC_SITE_WAYS];
    for (unsigned i = 0; i < LC_SITE_WAYS; i++) {
        if (lc_load_relaxed(&among[i].tag) == 0) {
            other = &among[i];
        }
    }
    *other = *own;
    lc_store_relaxed(&own->tag, 0);
    return own;
}

static uint32_t capture(struct lc_thread *self, void *site, void *depth)
{
    uint32_t captures = self->site_captures++;
    bool site_only = captures > SITE_CAPTURES_FREE && captures % SITE_CAPTURES_THEN_ONE_IN != 0;
    uint16_t flags;
    lc_thread_enter(self);
    lc_cold_enter(self);
    struct lc_site *entry = make_room_locked(self, site, depth);
    uint32_t count = unwind_locked(site, self->stack_high, site_only, &flags);
    entry->stack = intern_addresses(s_scratch, count, flags);
    remember_callers(entry, depth, count);
    lc_store_relaxed(&entry->tag, lc_site_tag(site, depth));
    uint32_t stack = entry->stack;
    lc_cold_leave(self);
    lc_thread_leave(self);
    return stack;
}

uint32_t lc_stack_of_site_slow(struct lc_thread *self, void *site, void *depth)
{
    const struct lc_site *among = neighbours(self, site, depth);
    for (unsigned i = 0; i < LC_SITE_WAYS; i++) {
        if (lc_site_fits(&among[i], site, depth)) {
            return among[i].stack;
        }
    }
    return capture(self, site, depth);
}

uint32_t lc_stack_of_block_locked(void *site)
{
    s_scratch[0] = (uintptr_t)site;
    return intern_addresses(s_scratch, 1, LC_STACK_SITE_ONLY);
}

void lc_stack_record_locked(uint32_t id)
{
    struct stack *stack = stack_by_id(id);
    if (!stack || stack->recorded) {
        return;
    }
    for (uint32_t i = 0; i < stack->frame_count; i++) {
        lc_module_record_locked((uint32_t)(stack->frames[i] >> LC_FRAME_MODULE_SHIFT));
    }
    struct lc_trace_writer *trace = lc_runtime_trace_locked();
    size_t frames_bytes = stack->frame_count * sizeof(stack->frames[0]);
    struct lc_trace_stack *record =
        lc_trace_begin(trace, LC_REC_STACK, sizeof(*record) + frames_bytes);
    if (!record) {
        return;
    }
    record->record.flags = stack->flags;
    record->id = stack->id;
    record->frame_count = stack->frame_count;
    memcpy(record->frames, stack->frames, frames_bytes);
    lc_trace_commit(trace);
    stack->recorded = true;
}

unsigned lc_stack_frames_locked(uint32_t id, const uint64_t **ret_frames)
{
    const struct stack *stack = stack_by_id(id);
    *ret_frames = stack ? stack->frames : NULL;
    return stack ? stack->frame_count : 0;
}

/* Other code may come to lie where the old code lay. Interned stacks stay: they name their module.
 */
void lc_stack_code_unloaded(struct lc_thread *self)
{
    lc_thread_enter(self);
    lc_cold_enter(self);
    lc_thread_forget_sites_locked();
    lc_cold_leave(self);
    lc_thread_leave(self);
}

void lc_stacks_reset_locked(void)
{
    memset(s_buckets, 0, sizeof(s_buckets));
    memset(s_pages, 0, sizeof(s_pages));
    s_last_id = 0;
}

void lc_stacks_unrecord_locked(void)
{
    for (uint32_t id = 1; id <= s_last_id; id++) {
        stack_by_id(id)->recorded = false;
    }
}

void lc_stack_prime(void)
{
    bool cut;
    (void)lc_unwind(__builtin_return_address(0), 0, s_scratch, s_tops, 4, &cut);
}
