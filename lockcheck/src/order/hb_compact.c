/*
 * Fold segments that nobody can ask about: closed, no thread's present one, without a witness. What
 * was before such a segment is put directly before what came after it, as long as that needs no
 * more room than there is; a segment that nothing refers to any more is freed.
 */
#include "order/hb.h"
#include "order/pool.h"

static bool is_idle(const struct lc_hb_segment *segment)
{
    return segment->witness_count == 0 && !segment->current && segment->end != UINT64_MAX;
}

/* Whatever is before or in `a` is before or in `b`, seen without a walk. */
static bool is_covered(const struct lc_hb_segment *a, const struct lc_hb_segment *b)
{
    return a == b || (a->thread != 0 && a->thread == b->thread && a->number <= b->number);
}

static bool covers(const struct lc_hb_segment *segment, const struct lc_hb_segment *candidate,
                   const struct lc_hb_segment *except)
{
    for (uint32_t i = 0; i < segment->before_count; i++) {
        if (segment->before[i] != except && is_covered(candidate, segment->before[i])) {
            return true;
        }
    }
    return false;
}

static void remove_at(struct lc_hb_segment *segment, uint32_t i)
{
    segment->before[i] = segment->before[--segment->before_count];
}

/* Drop those that another one of the same thread makes needless. */
static void drop_covered(struct lc_hb_segment *segment)
{
    for (uint32_t i = 0; i < segment->before_count;) {
        if (covers(segment, segment->before[i], segment->before[i])) {
            remove_at(segment, i);
        } else {
            i++;
        }
    }
}

/* Replace the idle i-th one by what is before it, if there is room. */
static bool absorb(struct lc_hb_segment *segment, uint32_t i)
{
    struct lc_hb_segment *idle = segment->before[i];
    uint32_t added = 0;
    for (uint32_t j = 0; j < idle->before_count; j++) {
        added += !covers(segment, idle->before[j], idle);
    }
    if (segment->before_count - 1 + added > segment->before_capacity) {
        return false;
    }
    remove_at(segment, i);
    for (uint32_t j = 0; j < idle->before_count; j++) {
        if (!covers(segment, idle->before[j], NULL)) {
            segment->before[segment->before_count++] = idle->before[j];
        }
    }
    return true;
}

static void shorten(struct lc_hb_segment *segment)
{
    drop_covered(segment);
    for (uint32_t i = 0; i < segment->before_count;) {
        if (is_idle(segment->before[i]) && absorb(segment, i)) {
            continue;
        }
        i++;
    }
    drop_covered(segment);
}

static void segment_free(struct lc_hb *hb, struct lc_hb_segment *segment)
{
    *(segment->older ? &segment->older->newer : &hb->oldest) = segment->newer;
    *(segment->newer ? &segment->newer->older : &hb->newest) = segment->older;
    lc_pool_free(hb->pool, segment,
                 sizeof(*segment) + segment->before_capacity * sizeof(segment->before[0]));
    hb->segment_count--;
}

void lc_hb_compact(struct lc_hb *hb)
{
    for (struct lc_hb_segment *s = hb->oldest; s; s = s->newer) {
        shorten(s);
    }
    /* Newest first: whoever needs a segment is newer and has said so before we come to it. */
    uint64_t needed = ++hb->walk;
    struct lc_hb_segment *older;
    for (struct lc_hb_segment *s = hb->newest; s; s = older) {
        older = s->older;
        if (is_idle(s) && s->walk != needed) {
            segment_free(hb, s);
            continue;
        }
        for (uint32_t i = 0; i < s->before_count; i++) {
            s->before[i]->walk = needed;
        }
    }
}
