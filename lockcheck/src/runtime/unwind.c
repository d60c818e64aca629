#include "runtime/unwind.h"

#include <unwind.h>

#include "runtime/signal_frame.h"

/* A frame larger than this, or a stack that goes down, is damage or another stack: stop there. */
enum { FRAME_BYTES_MAX = 8 << 20 };

struct walk {
    const struct lc_unwind_start *start;
    uintptr_t previous_top;
    uintptr_t *addresses, *tops;
    uint32_t count, max;
    struct lc_unwind_end end;
};

static void note_handler(struct walk *walk)
{
    if (walk->end.handler_frames == 0) {
        walk->end.handler_frames = walk->count;
    }
}

/* What a signal interrupted may lie on another stack (sigaltstack), anywhere. */
static void step_over_signal(struct walk *walk, uintptr_t top)
{
    note_handler(walk);
    walk->previous_top = top;
}

static bool step_is_sane(struct walk *walk, uintptr_t top)
{
    bool up = top >= walk->previous_top && top - walk->previous_top < FRAME_BYTES_MAX;
    uintptr_t high = walk->start->stack_high;
    bool inside = !high || walk->previous_top > high || top <= high + FRAME_BYTES_MAX;
    walk->previous_top = top;
    return up && inside;
}

static bool is_start(const struct walk *walk, uintptr_t address)
{
    return walk->start->site ? address == walk->start->site
                             : walk->previous_top > walk->start->above;
}

/* The frame is a handler's, and what it interrupted is not to be trusted: to read on could be an
 * error in the handler of one, and the kernel would end the process. */
static bool is_last(uintptr_t address, uintptr_t top)
{
    if (!lc_signal_frame_ends_at(address)) {
        return false;
    }
    const struct lc_signal_frame frame = lc_signal_frame_at(top);
    return lc_signal_frame_is_of_error(&frame);
}

static _Unwind_Reason_Code visit(struct _Unwind_Context *context, void *argument)
{
    struct walk *walk = argument;
    int interrupted = 0;
    uintptr_t address = _Unwind_GetIPInfo(context, &interrupted);
    uintptr_t top = _Unwind_GetCFA(context);
    if (interrupted) {
        step_over_signal(walk, top);
    }
    if (!address || !step_is_sane(walk, top)) {
        return _URC_END_OF_STACK;
    }
    address += interrupted != 0;
    if (walk->count == 0 && !is_start(walk, address)) {
        return _URC_NO_REASON; /* still in our own frames */
    }
    if (walk->count == walk->max) {
        walk->end.cut = true;
        return _URC_END_OF_STACK;
    }
    walk->tops[walk->count] = walk->previous_top;
    walk->addresses[walk->count++] = address;
    if (is_last(address, top)) {
        note_handler(walk);
        return _URC_END_OF_STACK;
    }
    return _URC_NO_REASON;
}

uint32_t lc_unwind(const struct lc_unwind_start *start, uintptr_t *ret_addresses,
                   uintptr_t *ret_tops, uint32_t max, struct lc_unwind_end *ret_end)
{
    struct walk walk = {
        .start = start,
        .previous_top = (uintptr_t)__builtin_frame_address(0) - 4096,
        .addresses = ret_addresses,
        .tops = ret_tops,
        .max = max,
    };
    (void)_Unwind_Backtrace(visit, &walk);
    *ret_end = walk.end;
    return walk.count;
}

uintptr_t lc_unwind_function(uintptr_t address)
{
    return (uintptr_t)_Unwind_FindEnclosingFunction((void *)address);
}
