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

/* How the walk ended. */
struct lc_unwind_end {
    bool cut; /* there was more */
    /* So many of the innermost frames are a signal handler's and of what it called; the last one
     * returns to the kernel, and its top is where the kernel put the ucontext. 0: in no handler. */
    uint32_t handler_frames;
};

/*
 * Return addresses from there outwards, at most `max`, and for each the top of the frame that
 * returns there. Where a signal came in between, the address is one past the interrupted
 * instruction, as if that had been a call. 0: the walk did not get there.
 */
uint32_t lc_unwind(const struct lc_unwind_start *start, uintptr_t *ret_addresses,
                   uintptr_t *ret_tops, uint32_t max, struct lc_unwind_end *ret_end);

/* Where the function begins that a call in it returns to; 0: not known. */
uintptr_t lc_unwind_function(uintptr_t address);

#endif
