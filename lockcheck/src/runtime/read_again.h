/*
 * runtime/read_again.h - a second read lock of an rwlock that lets waiting writers go first.
 *
 * A writer that has come and waits keeps new readers out: that is as if it held a lock of its own,
 * the queue, while it asks for the rwlock. Who reads already and asks again asks for the queue. So
 * the rules for rings (order/order.h) say when the two can meet: not in one thread, not behind a
 * common lock, not when one is over before the other begins. In the finding the queue is the
 * rwlock.
 *
 * Threads: functions named _locked are under g_lc.cold; the other is called from outside.
 */
#ifndef LC_RUNTIME_READ_AGAIN_H
#define LC_RUNTIME_READ_AGAIN_H

#include <stdbool.h>

#include "runtime/finding.h"
#include "runtime/locks.h"
#include "runtime/thread.h"

/* The thread reads the rwlock, of that kind, and is about to read it again. */
LC_COLD void lc_read_again(struct lc_thread *self, void *rwlock, uint32_t stack);
/* The thread is about to write-lock it. */
void lc_read_again_writes_locked(struct lc_thread *self, struct lc_lock *rwlock, uint32_t stack);
/* In the steps of a ring, put rwlocks for their queues. True: there was one. */
bool lc_read_again_rename_locked(struct lc_finding_step *steps, size_t count);

#endif
