/*
 * runtime/signal_frame.h - what the kernel puts on the stack for a signal handler.
 *
 * Threads: any.
 * Safety:  async-signal-safe; reads the stack alone.
 */
#ifndef LC_RUNTIME_SIGNAL_FRAME_H
#define LC_RUNTIME_SIGNAL_FRAME_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <ucontext.h>

struct lc_signal_frame {
    const siginfo_t *info; /* filled in for handlers with SA_SIGINFO alone */
    const ucontext_t *context;
};

/* Whether a handler that returns to this address returns to the kernel's trampoline. Other code may
 * say of itself that it is one: this looks at it. */
bool lc_signal_frame_ends_at(uintptr_t address);
/* `top` is that of the frame which returns there. */
struct lc_signal_frame lc_signal_frame_at(uintptr_t top);
/*
 * Whether an error of the thread's own interrupted it, there or ever before: then its registers can
 * hold anything, and are nothing to walk on from.
 */
bool lc_signal_frame_is_of_error(const struct lc_signal_frame *frame);

#endif
