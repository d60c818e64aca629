/*
 * runtime/blocked.h - which thread keeps which from going on, now.
 *
 * Read off the locks themselves where they name their owner, else off what each thread holds.
 *
 * Threads: under g_lc.cold.
 */
#ifndef LC_RUNTIME_BLOCKED_H
#define LC_RUNTIME_BLOCKED_H

#include <stdbool.h>

#include "runtime/thread.h"

/*
 * Who is known to be missing at barriers. Anybody may come to one, so it is nobody until each
 * thread of the process waits for another; then those who work, and at last those who join.
 */
enum lc_missing { LC_MISSING_NOBODY, LC_MISSING_WORKERS, LC_MISSING_ANYBODY };

/* What whoever asks has found out about the process. Zeroed: nothing. */
struct lc_blocked_view {
    bool all_wait; /* no thread of it can go on by itself */
    enum lc_missing missing;
};

/* Whether the wait cannot end before `thread` does something. */
bool lc_blocked_by_locked(const struct lc_wait *wait, const struct lc_thread *thread,
                          const struct lc_blocked_view *view);
/*
 * Whether `thread` waits and cannot go on by itself; then thread->wait says for what. A condition
 * wait does not publish itself, but it ends only when the thread has the mutex again, also after a
 * signal or a deadline.
 */
bool lc_blocked_is_waiting_locked(struct lc_thread *thread);

#endif
