/*
 * report/wrapper.h - lock wrappers, and who calls them.
 *
 * Many programs lock through functions of their own (nni_mtx_lock, ScopedLock::ScopedLock). What
 * these do says nothing: every lock of the program is taken there. They are known by their names,
 * because what is known must be the same in every run.
 *
 * Owns:    nothing.
 * Threads: none inside.
 */
#ifndef LC_REPORT_WRAPPER_H
#define LC_REPORT_WRAPPER_H

#include "report/frames.h"

/* Has the function's own name, without its class, a word for taking locks in it? `function` is as
 * lc_function_short gives it. */
bool lc_is_wrapper_name(const char *function);
bool lc_is_wrapper(struct lc_resolver *resolver, const struct lc_frame *frame);

/* The first frame of the program in the stack `want` that is no wrapper. One that also took, in the
 * same call, the lock of the stack `held` (0: none) is none, whatever its name. NULL: there are no
 * frames. */
const struct lc_frame *lc_lock_caller(struct lc_resolver *resolver,
                                      const struct lc_process *process, uint32_t want,
                                      uint32_t held);

#endif
