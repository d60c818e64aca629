/*
 * runtime/handles.h - which thread a pthread_t stands for, from its start until it is joined.
 *
 * Threads: under g_lc.cold. Memory: one small node per thread not joined yet, recycled.
 */
#ifndef LC_RUNTIME_HANDLES_H
#define LC_RUNTIME_HANDLES_H

#include <stdbool.h>
#include <stdint.h>

#include "order/order.h"
#include "runtime/took.h"

/* A thread that is over, as far as a report needs it. */
struct lc_ended {
    lc_thread_id id;
    uint32_t tid; /* 0: it is not over yet */
    lc_thread_id creator;
    uint32_t create_stack;
    void *start_routine;
};

/*
 * The handle means this thread. Creator and created both say so, in either order; of two threads
 * the younger counts, since a handle is used again only when its thread is over.
 */
void lc_handle_put_locked(uint64_t handle, lc_thread_id id);
/* 0: not known. */
lc_thread_id lc_handle_get_locked(uint64_t handle);
/* The thread, which is not among the live ones, is detached. False: because it is over. */
bool lc_handle_detach_early_locked(uint64_t handle);
/* Whether it was, before it began. */
bool lc_handle_was_detached_locked(uint64_t handle);
void lc_handle_drop_locked(uint64_t handle);
/* The thread ended, and is still to be joined. */
void lc_handle_ended_locked(uint64_t handle, const struct lc_ended *ended,
                            const struct lc_took took[LC_TOOK_SLOTS]);
/* What it took; NULL: it is not known to be over. */
const struct lc_took *lc_handle_took_locked(uint64_t handle, const struct lc_ended **ret_ended);
/* Every thread that ended and was never joined. */
void lc_handles_ended_locked(void (*visit)(const struct lc_ended *ended));
void lc_handles_reset_locked(void);

#endif
