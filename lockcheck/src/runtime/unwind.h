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

/*
 * Return addresses from `site` (the return address of the call that the program made) outwards, at
 * most `max`, and for each the top of the frame that returns there. stack_high: the end of the
 * thread's stack; 0: not known. 0: the walk did not meet the site.
 */
uint32_t lc_unwind(void *site, uintptr_t stack_high, uintptr_t *ret_addresses, uintptr_t *ret_tops,
                   uint32_t max, bool *ret_cut);

#endif
