#include "runtime/stack.h"

#include <string.h>

#include "base/hash.h"
#include "runtime/modules.h"
#include "runtime/state.h"
#include "runtime/unwind.h"

enum {
    STACK_BUCKETS = 4096,
    STACK_IDS_PER_PAGE = 1024,
    STACK_PAGES = 1 << (LC_HELD_STACK_BITS - 10), /* an id fits into a held lock's entry */
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
static uintptr_t s_tops[LC_STACK_FRAMES_MAX]; /* of the frames that return there */

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

/* Nothing but the site is known: one frame says so. */
static struct lc_stack_walk walk_of_site(uintptr_t site)
{
    s_scratch[0] = site;
    return (struct lc_stack_walk){s_scratch, s_tops, 1, 0, LC_STACK_SITE_ONLY};
}

struct lc_stack_walk lc_stack_walk_locked(const struct lc_thread *self, void *site, bool site_only)
{
    struct lc_unwind_end end = {0};
    struct lc_unwind_start start = {.site = (uintptr_t)site, .stack_high = self->stack_high};
    uint32_t count =
        site_only ? 0 : lc_unwind(&start, s_scratch, s_tops, g_lc.options.stack_frames_max, &end);
    if (count == 0) {
        return walk_of_site((uintptr_t)site);
    }
    return (struct lc_stack_walk){s_scratch, s_tops, count, end.handler_frames,
                                  end.cut ? LC_STACK_CUT : 0};
}

struct lc_stack_walk lc_stack_walk_from_locked(const struct lc_thread *self, uintptr_t home,
                                               uintptr_t site)
{
    struct lc_unwind_end end = {0};
    struct lc_unwind_start start = {.above = home, .stack_high = self->stack_high};
    uint32_t callers =
        lc_unwind(&start, s_scratch + 1, s_tops + 1, g_lc.options.stack_frames_max - 1, &end);
    if (callers == 0 || *(const uintptr_t *)home != s_scratch[1]) {
        return walk_of_site(site);
    }
    s_scratch[0] = site;
    return (struct lc_stack_walk){s_scratch, s_tops, callers + 1,
                                  end.handler_frames ? end.handler_frames + 1 : 0,
                                  end.cut ? LC_STACK_CUT : 0};
}

uint32_t lc_stack_of_walk_locked(const struct lc_stack_walk *walk)
{
    return intern_addresses(walk->addresses, walk->count, walk->flags);
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
    struct lc_unwind_end end;
    struct lc_unwind_start start = {.site = (uintptr_t)__builtin_return_address(0)};
    (void)lc_unwind(&start, s_scratch, s_tops, 4, &end);
}
