/*
 * runtime/hold_signals.h - keeps the program's signal handlers out while a thread is in cold code.
 *
 * A handler that ran on top of a thread in cold could ask for a lock of the program's, and whoever
 * holds that lock could be waiting for cold: a deadlock that the program does not have without us.
 * And one that leaves by siglongjmp would never give cold back.
 *
 * Signals of a thread's own errors stay as they are: the kernel ends a process that has them
 * blocked. So do the C library's own; cancellation is kept out in another way.
 */
#ifndef LC_RUNTIME_HOLD_SIGNALS_H
#define LC_RUNTIME_HOLD_SIGNALS_H

#include <stdint.h>

/* Nothing was changed, and what is blocked is not known: in a sandbox. */
#define LC_SIGNALS_NOT_HELD UINT64_MAX

/* Returns the signals that were blocked before. */
uint64_t lc_signals_hold(void);
/* `before` is what lc_signals_hold() returned. What came in between comes now. */
void lc_signals_let_go(uint64_t before);

#endif
