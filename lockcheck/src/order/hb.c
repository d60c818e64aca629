#include "order/hb.h"

#include "base/hash.h"
#include "order/pool.h"

/* Room for a few to be folded in, so that chains of segments do not stay for want of room. */
enum { HB_BEFORE_CAPACITY_MIN = 4, HB_COMPACT_AT_MIN = 256 };

struct hb_thread {
    struct lc_table_link by_id;
    struct lc_hb_segment *now; /* closed once the thread has ended */
};

int lc_hb_init(struct lc_hb *hb, struct lc_pool *pool)
{
    *hb = (struct lc_hb){.pool = pool, .compact_at = HB_COMPACT_AT_MIN};
    return lc_table_init(&hb->threads, pool);
}

static struct hb_thread *find_thread(const struct lc_hb *hb, lc_thread_id thread)
{
    /* The key is a bijection of the id: no need to compare ids. */
    return LC_TABLE_ENTRY(lc_table_find(&hb->threads, lc_hash_mix(thread)), struct hb_thread,
                          by_id);
}

static void make_room(struct lc_hb *hb)
{
    if (hb->segment_count < hb->compact_at) {
        return;
    }
    lc_hb_compact(hb);
    hb->compact_at = hb->segment_count * 2;
    if (hb->compact_at < HB_COMPACT_AT_MIN) {
        hb->compact_at = HB_COMPACT_AT_MIN;
    }
}

static struct lc_hb_segment *segment_new(struct lc_hb *hb, size_t capacity)
{
    if (capacity < HB_BEFORE_CAPACITY_MIN) {
        capacity = HB_BEFORE_CAPACITY_MIN;
    }
    struct lc_hb_segment *segment =
        lc_pool_alloc(hb->pool, sizeof(*segment) + capacity * sizeof(segment->before[0]));
    if (!segment) {
        hb->broken = true;
        return NULL;
    }
    segment->before_capacity = (uint32_t)capacity;
    segment->start = ++hb->clock;
    segment->end = UINT64_MAX;
    segment->older = hb->newest;
    if (hb->newest) {
        hb->newest->newer = segment;
    } else {
        hb->oldest = segment;
    }
    hb->newest = segment;
    hb->segment_count++;
    return segment;
}

static void close_segment(struct lc_hb *hb, struct lc_hb_segment *segment)
{
    if (segment->end == UINT64_MAX) {
        segment->end = ++hb->clock;
    }
}

static void put_after(struct lc_hb_segment *segment, struct lc_hb_segment *before)
{
    segment->before[segment->before_count++] = before;
    before->followed = true;
}

static void make_current(struct hb_thread *thread, struct lc_hb_segment *segment)
{
    if (thread->now) {
        segment->thread = thread->now->thread;
        segment->number = thread->now->number + 1;
        segment->created = thread->now->created;
        thread->now->current = false;
    }
    segment->current = true;
    thread->now = segment;
}

static struct hb_thread *new_thread(struct lc_hb *hb, lc_thread_id id)
{
    struct hb_thread *thread = lc_pool_alloc(hb->pool, sizeof(*thread));
    struct lc_hb_segment *segment = thread ? segment_new(hb, 0) : NULL;
    if (!segment) {
        lc_pool_free(hb->pool, thread, sizeof(*thread));
        hb->broken = true;
        return NULL;
    }
    segment->thread = id;
    make_current(thread, segment);
    lc_table_insert(&hb->threads, hb->pool, &thread->by_id, lc_hash_mix(id));
    return thread;
}

static void forget_thread(struct lc_hb *hb, struct hb_thread *thread)
{
    thread->now->current = false;
    lc_table_remove(&hb->threads, &thread->by_id);
    lc_pool_free(hb->pool, thread, sizeof(*thread));
}

static struct hb_thread *get_thread(struct lc_hb *hb, lc_thread_id id)
{
    struct hb_thread *thread = find_thread(hb, id);
    return thread ? thread : new_thread(hb, id);
}

/* Close the present segment and open the next one, after it and after `also`. */
static void next_segment(struct lc_hb *hb, struct hb_thread *thread, struct lc_hb_segment *also)
{
    struct lc_hb_segment *previous = thread->now;
    close_segment(hb, previous);
    struct lc_hb_segment *segment = segment_new(hb, 0);
    if (!segment) {
        return;
    }
    make_current(thread, segment);
    put_after(segment, previous);
    if (also && also != previous) {
        put_after(segment, also);
    }
}

void lc_hb_start(struct lc_hb *hb, lc_thread_id id, lc_thread_id parent_id)
{
    make_room(hb);
    struct hb_thread *thread = find_thread(hb, id);
    bool known = thread != NULL;
    struct hb_thread *parent = parent_id != 0 && parent_id != id ? get_thread(hb, parent_id) : NULL;
    struct lc_hb_segment *origin = parent ? parent->now : NULL;
    if (origin) {
        next_segment(hb, parent, NULL);
    }
    if (!known) {
        thread = new_thread(hb, id);
    }
    if (!thread || !origin) {
        return;
    }
    if (known) {
        /* It was heard of first: only what it does from now on is after its creation. */
        next_segment(hb, thread, origin);
    } else {
        put_after(thread->now, origin);
        thread->now->created = (struct lc_hb_moment){origin->thread, origin->number};
    }
}

/* Write down in every segment of a thread, `last` being its last one, when it was joined. */
static void note_joined(struct lc_hb_segment *last, struct lc_hb_moment joined)
{
    for (struct lc_hb_segment *segment = last; segment;) {
        struct lc_hb_segment *previous = NULL;
        segment->joined = joined;
        for (uint32_t i = 0; i < segment->before_count; i++) {
            if (segment->before[i]->thread == segment->thread) {
                previous = segment->before[i];
            }
        }
        segment = previous;
    }
}

void lc_hb_join(struct lc_hb *hb, lc_thread_id joiner_id, lc_thread_id joined_id)
{
    make_room(hb);
    struct hb_thread *joined = find_thread(hb, joined_id);
    if (!joined || joiner_id == joined_id) {
        return;
    }
    struct lc_hb_segment *last = joined->now;
    struct hb_thread *joiner = get_thread(hb, joiner_id);
    close_segment(hb, last);
    if (joiner) {
        next_segment(hb, joiner, last);
        note_joined(last, (struct lc_hb_moment){joiner_id, joiner->now->number});
    }
    forget_thread(hb, joined);
}

void lc_hb_end(struct lc_hb *hb, lc_thread_id id, bool detached)
{
    struct hb_thread *thread = find_thread(hb, id);
    if (!thread) {
        return;
    }
    close_segment(hb, thread->now);
    if (detached) {
        thread->now->endless = true;
        forget_thread(hb, thread);
    }
}

void lc_hb_phase(struct lc_hb *hb, const lc_thread_id *threads, size_t thread_count)
{
    make_room(hb);
    for (size_t i = 0; i < thread_count; i++) {
        (void)get_thread(hb, threads[i]);
    }
    struct lc_hb_segment *barrier = segment_new(hb, thread_count);
    if (!barrier) {
        return;
    }
    for (size_t i = 0; i < thread_count; i++) {
        struct hb_thread *thread = find_thread(hb, threads[i]);
        if (thread && thread->now->end == UINT64_MAX) {
            close_segment(hb, thread->now);
            put_after(barrier, thread->now);
        }
    }
    barrier->start = ++hb->clock;
    barrier->end = ++hb->clock;
    for (size_t i = 0; i < thread_count; i++) {
        struct hb_thread *thread = find_thread(hb, threads[i]);
        if (thread && thread->now->end != UINT64_MAX) {
            struct lc_hb_segment *segment = segment_new(hb, 0);
            if (!segment) {
                return;
            }
            make_current(thread, segment);
            put_after(segment, barrier);
        }
    }
}

struct lc_hb_segment *lc_hb_now(struct lc_hb *hb, lc_thread_id id)
{
    struct hb_thread *thread = find_thread(hb, id);
    if (!thread) {
        make_room(hb);
        thread = new_thread(hb, id);
    }
    return thread ? thread->now : NULL;
}

uint32_t lc_hb_number(const struct lc_hb *hb, lc_thread_id id)
{
    const struct hb_thread *thread = find_thread(hb, id);
    return thread ? thread->now->number : 0;
}

/* Push what is directly before `segment` and not older than the end of `first`. */
static struct lc_hb_segment *walk_push(struct lc_hb *hb, struct lc_hb_segment *stack,
                                       struct lc_hb_segment *segment, uint64_t not_before)
{
    for (uint32_t i = 0; i < segment->before_count; i++) {
        struct lc_hb_segment *before = segment->before[i];
        if (before->walk != hb->walk && before->end >= not_before) {
            before->walk = hb->walk;
            before->walk_next = stack;
            stack = before;
        }
    }
    return stack;
}

static bool is_not_later(struct lc_hb_moment a, struct lc_hb_moment b)
{
    return a.thread != 0 && a.thread == b.thread && a.number <= b.number;
}

/* The everyday reasons, without a walk: one was joined before the other, or its thread, began. */
static bool is_plainly_before(const struct lc_hb_segment *first, const struct lc_hb_segment *second)
{
    struct lc_hb_moment end = {first->thread, first->number};
    struct lc_hb_moment start = {second->thread, second->number};
    return is_not_later(end, second->created) || is_not_later(first->joined, start) ||
           is_not_later(first->joined, second->created);
}

static bool is_before(struct lc_hb *hb, struct lc_hb_segment *first, struct lc_hb_segment *second)
{
    if (second->start < first->end || !first->followed) {
        return false;
    }
    if (is_plainly_before(first, second)) {
        return true;
    }
    hb->walk++;
    struct lc_hb_segment *stack = walk_push(hb, NULL, second, first->end);
    while (stack) {
        struct lc_hb_segment *at = stack;
        stack = stack->walk_next;
        hb->walked++;
        if (at->thread == first->thread && at->number >= first->number) {
            return true;
        }
        if (at->start > first->end) {
            stack = walk_push(hb, stack, at, first->end);
        }
    }
    return false;
}

bool lc_hb_ordered(struct lc_hb *hb, struct lc_hb_segment *a, struct lc_hb_segment *b)
{
    return hb->broken || is_before(hb, a, b) || is_before(hb, b, a);
}
