/*
 * runtime/handler.h - the signal handler that the calling thread runs, read off its stack.
 *
 * A handler returns to the kernel's trampoline, which the unwinder knows, and above that lies what
 * the kernel put there: the mask of the interrupted code, and, for a handler that asked for it,
 * which signal it was and where it came from. For the others: a signal is blocked while its handler
 * runs, and was not before, unless its handler asks for the contrary. So nothing has to stand in
 * front of sigaction, and handlers installed by raw system calls are seen as well.
 *
 * Safety:  reads the stack that was walked, and asks the kernel; changes nothing.
 * Limits:  a handler that opens its signal again, or is there for once only (SA_RESETHAND), is not
 *          recognised, and so no stack is that a handler left behind for a coroutine; but one that
 *          left its signal open from the first (SA_NODEFER) and is still installed.
 */
#ifndef LC_RUNTIME_HANDLER_H
#define LC_RUNTIME_HANDLER_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/stack.h"

/* Who causes the signal. */
enum lc_signal_origin {
    LC_SIGNAL_TO_PROCESS, /* others, and any thread that has it open may get it */
    LC_SIGNAL_TO_THREAD,  /* others, and it may be meant for this thread alone */
    LC_SIGNAL_OWN_DOING,  /* the thread itself, by what it did just then: an error, raise() */
};

struct lc_handler {
    uint64_t signals;   /* it handles one of these; mostly just one */
    uintptr_t function; /* their handler */
    enum lc_signal_origin origin;
    uint32_t frames; /* of the walk: the handler and what it called */
};

/* Under cold. The innermost handler of the walk. False: in none, or in one of the C library's own.
 */
bool lc_handler_of_walk_locked(const struct lc_stack_walk *walk, struct lc_handler *ret_handler);

/* Sets of signals: bit n - 1 is signal n. */
LC_HOT_INLINE uint64_t lc_signal_bit(unsigned signal)
{
    return UINT64_C(1) << (signal - 1);
}

/* The lowest of a set that is not empty. */
LC_HOT_INLINE unsigned lc_signal_first(uint64_t signals)
{
    return (unsigned)__builtin_ctzll(signals) + 1;
}

/* Of `signals`, those that the process has this function for now. */
uint64_t lc_signals_handled_by(uint64_t signals, uintptr_t function);

#endif
