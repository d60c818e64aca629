/*
 * runtime/wait.h - threads that wait long, and the deadlocks they are in.
 *
 * A wrapper first waits for hang_check_ms by itself. Only then is the wait published here, so that
 * ordinary contention costs nothing. The thread whose publication closes a cycle of waits reports
 * it, from where it hangs; there is no watching thread.
 *
 * Why it is exact: a published thread runs none of the program's code until it takes its
 * publication back, so what it holds does not change. When each of a ring of published threads
 * waits for what the next one holds, nobody of them can ever go on. Waits with a deadline are never
 * published.
 *
 *     if (the real call with a deadline of lc_wait_patience() timed out) {
 *         lc_wait_begin(self, &wait);     may report a deadlock, and may end the process
 *         while (lc_wait_slice(...) && the real call with its deadline timed out) {
 *         }
 *         result = what it returned, or the real call without a deadline
 *         lc_wait_end(self);
 *     }
 *
 * Threads: called by the waiting thread, from outside the runtime.
 */
#ifndef LC_RUNTIME_WAIT_H
#define LC_RUNTIME_WAIT_H

#include <stdbool.h>
#include <time.h>

#include "runtime/thread.h"
#include "trace/format.h"

/* Publish, and look for a cycle through this thread. on_deadlock= decides what follows a report. */
LC_COLD void lc_wait_begin(struct lc_thread *self, const struct lc_wait *wait);
LC_COLD void lc_wait_end(struct lc_thread *self);
/* For waits that are not made by lc_wait_slice(): hang_ms are over. */
LC_COLD void lc_wait_long(struct lc_thread *self);

/*
 * The deadline of the next part of a published wait, hang_check_ms from now and longer every time,
 * up to a second. Between the parts the thread looks whether the whole process is stuck
 * (runtime/stuck.h), and after hang_ms says who has what it waits for. False: wait in one piece.
 */
bool lc_wait_slice(struct lc_thread *self, clockid_t clock, struct timespec *ret_deadline);

/* A deadline hang_check_ms from now. False: the wait has to be one call (lc_wait_in_one_piece). */
bool lc_wait_patience(clockid_t clock, struct timespec *ret_deadline);

/*
 * From the constructor: another runtime stands between us and the C library, such as a sanitizer's.
 * It may not know the calls with a clock, and is to see every lock and join: waits are published at
 * once and made with the call that the program made.
 */
void lc_wait_in_one_piece(void);

/* The thread asks for a lock that it has itself and will never get: report, before it blocks. */
LC_COLD void lc_wait_for_self(struct lc_thread *self, const struct lc_wait *wait,
                              enum lc_finding_kind kind);

#endif
