/*
 * runtime/thread_list.h - the live threads, and who is who among them.
 *
 * Owns:    their blocks, recycled.
 * Threads: all under g_lc.cold.
 */
#ifndef LC_RUNTIME_THREAD_LIST_H
#define LC_RUNTIME_THREAD_LIST_H

#include <stdint.h>

#include "order/order.h"

struct lc_thread;

/* A block as good as new, recycled or mapped, that is in no list. Its array of held locks keeps its
 * size. NULL: no memory. */
struct lc_thread *lc_thread_list_take_locked(void);
void lc_thread_list_add_locked(struct lc_thread *thread);
/* The block may be another thread's from here on. */
void lc_thread_list_remove_locked(struct lc_thread *thread);
/* In a fork child: the blocks of the other threads are given up: somebody may have been writing
 * them. */
void lc_thread_list_reset_locked(void);

/* An id that no thread has or will have. */
lc_thread_id lc_thread_new_id_locked(void);
/* The first, and through ->next the others. */
struct lc_thread *lc_thread_first_locked(void);
/* NULL: not alive. */
struct lc_thread *lc_thread_find_locked(lc_thread_id id);
/* NULL: not alive, or not ours. */
struct lc_thread *lc_thread_by_tid_locked(uint32_t tid);
/* The one on whose stack, or in whose static thread-local storage, this is. NULL: nobody's. */
struct lc_thread *lc_thread_of_stack_locked(uintptr_t address);

/* Code was unloaded: what it left in every thread's cache of call sites goes. */
void lc_thread_forget_sites_locked(void);

#endif
