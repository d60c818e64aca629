/*
 * runtime/word.h - who has a lock, by the lock's own memory.
 *
 * A thread's list of held locks can be behind: it forgets just after the lock was free, and what
 * another thread released for it stays on the list.
 */
#ifndef LC_RUNTIME_WORD_H
#define LC_RUNTIME_WORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "order/order.h"
#include "trace/format.h"

/*
 * May the thread have the lock in this mode? `bytes` are the lock's, or a copy of them. Readers are
 * only counted, and a spin lock does not say who has it: those may be had by whoever took them.
 * Semaphores are nobody's.
 */
bool lc_word_allows(enum lc_lock_kind kind, enum lc_mode mode, const void *bytes, uint32_t tid);

/*
 * Is there memory? A lock on some list may be gone with its page, when somebody else released it.
 * Asks the kernel by a call that every sandbox allows.
 */
bool lc_word_is_readable(const void *bytes, size_t count);

#endif
