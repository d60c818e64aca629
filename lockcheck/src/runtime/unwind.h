/*
 * runtime/unwind.h - walks the calling thread's stack by its unwind tables.
 *
 * Safety: no malloc; no lock of the loader's with glibc 2.35 and later. Each step is checked to go
 * up the stack and not out of it before it is followed.
 */
#ifndef LC_RUNTIME_UNWIND_H
#define LC_RUNTIME_UNWIND_H

#include <stdbool.h>
#include <stdint.h>

/* Where the return addresses begin that are wanted, one of two: */
struct lc_unwind_start {
    uintptr_t site;       /* with this one, of a call that the program made; or 0 */
    uintptr_t above;      /* with that of the first frame whose top lies above this address */
    uintptr_t stack_high; /* the end of the thread's stack; 0: not known */
};

/*
 * Return addresses from there outwards, at most `max`, and for each the top of the frame that
 * returns there. 0: the walk did not get there.
 */
uint32_t lc_unwind(const struct lc_unwind_start *start, uintptr_t *ret_addresses,
                   uintptr_t *ret_tops, uint32_t max, bool *ret_cut);

#endif
