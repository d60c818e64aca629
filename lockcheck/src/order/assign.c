#include "order/assign.h"

#include "order/hb.h"
#include "order/shapes.h"
#include "order/witnesses.h"

static bool fits(struct lc_assign *assign, const struct lc_witness *a, const struct lc_witness *b)
{
    if (assign->tries_left == 0) {
        return false;
    }
    assign->tries_left--;
    if (a->segment->thread == b->segment->thread) {
        return assign->same_thread_ok;
    }
    uint64_t walked = assign->hb->walked;
    bool ordered = lc_hb_ordered(assign->hb, a->segment, b->segment);
    walked = assign->hb->walked - walked;
    assign->tries_left -= walked < assign->tries_left ? walked : assign->tries_left;
    return !ordered;
}

/* The first witness from `from` on that fits those of all frames before `at`. */
static struct lc_witness *first_fit(struct lc_assign *assign, const struct lc_frame *frames,
                                    size_t at, struct lc_witness *from)
{
    for (struct lc_witness *witness = from; witness; witness = witness->next) {
        size_t i = 0;
        while (i < at && fits(assign, frames[i].witness, witness)) {
            i++;
        }
        if (i == at) {
            return witness;
        }
    }
    return NULL;
}

/* Try every choice for frames[1..last]. */
static bool choose_anew(struct lc_assign *assign, struct lc_frame *frames, size_t last)
{
    size_t at = 1;
    struct lc_witness *from = frames[1].shape->witnesses;
    for (;;) {
        struct lc_witness *witness = first_fit(assign, frames, at, from);
        if (witness) {
            frames[at].witness = witness;
            if (at == last) {
                return true;
            }
            at++;
            from = frames[at].shape->witnesses;
        } else {
            at--;
            if (at == 0) {
                return false;
            }
            from = frames[at].witness->next;
        }
    }
}

bool lc_assign_extend(struct lc_assign *assign, struct lc_frame *frames, size_t last)
{
    struct lc_witness *all = frames[last].shape->witnesses;
    frames[last].witness = first_fit(assign, frames, last, all);
    if (frames[last].witness || last == 1) {
        return frames[last].witness != NULL;
    }
    /* Not worth trying when none fits even the new dependency. */
    if (!first_fit(assign, frames, 1, all)) {
        return false;
    }
    for (size_t i = 1; i < last; i++) {
        frames[i].saved = frames[i].witness;
    }
    if (choose_anew(assign, frames, last)) {
        return true;
    }
    for (size_t i = 1; i < last; i++) {
        frames[i].witness = frames[i].saved;
    }
    return false;
}
