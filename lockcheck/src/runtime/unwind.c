#include "runtime/unwind.h"

#include <unwind.h>

/* A frame larger than this, or a stack that goes down, is damage or another stack: stop there. */
enum { FRAME_BYTES_MAX = 8 << 20 };

struct walk {
    uintptr_t site;
    uintptr_t previous_top;
    uintptr_t stack_high;
    uintptr_t *addresses, *tops;
    uint32_t count, max;
    bool cut;
};

static bool step_is_sane(struct walk *walk, uintptr_t top)
{
    bool up = top >= walk->previous_top && top - walk->previous_top < FRAME_BYTES_MAX;
    bool inside = !walk->stack_high || walk->previous_top > walk->stack_high ||
                  top <= walk->stack_high + FRAME_BYTES_MAX;
    walk->previous_top = top;
    return up && inside;
}

static _Unwind_Reason_Code visit(struct _Unwind_Context *context, void *argument)
{
    struct walk *walk = argument;
    uintptr_t address = _Unwind_GetIP(context);
    if (!address || !step_is_sane(walk, _Unwind_GetCFA(context))) {
        return _URC_END_OF_STACK;
    }
    if (walk->count == 0 && address != walk->site) {
        return _URC_NO_REASON; /* still in our own frames */
    }
    if (walk->count == walk->max) {
        walk->cut = true;
        return _URC_END_OF_STACK;
    }
    walk->tops[walk->count] = walk->previous_top;
    walk->addresses[walk->count++] = address;
    return _URC_NO_REASON;
}

uint32_t lc_unwind(void *site, uintptr_t stack_high, uintptr_t *ret_addresses, uintptr_t *ret_tops,
                   uint32_t max, bool *ret_cut)
{
    struct walk walk = {
        .site = (uintptr_t)site,
        .previous_top = (uintptr_t)__builtin_frame_address(0) - 4096,
        .stack_high = stack_high,
        .addresses = ret_addresses,
        .tops = ret_tops,
        .max = max,
    };
    (void)_Unwind_Backtrace(visit, &walk);
    *ret_cut = walk.cut;
    return walk.count;
}
