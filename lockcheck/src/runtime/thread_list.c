#include "runtime/thread_list.h"

#include <stddef.h>
#include <string.h>

#include "base/arena.h"
#include "base/atomics.h"
#include "runtime/thread.h"

/* All under cold. */
static struct lc_thread *s_live;
static struct lc_thread *s_free;
static lc_thread_id s_last_id;

void lc_thread_list_add_locked(struct lc_thread *thread)
{
    thread->next = s_live;
    thread->previous = &s_live;
    if (s_live) {
        s_live->previous = &thread->next;
    }
    s_live = thread;
}

void lc_thread_list_remove_locked(struct lc_thread *thread)
{
    *thread->previous = thread->next;
    if (thread->next) {
        thread->next->previous = thread->previous;
    }
    thread->next = s_free;
    s_free = thread;
}

/*
 * All but what a thread may still read that came to know the block when it was another's: whoever
 * keeps a witness (runtime/stuck.h). Those members stand together.
 */
static void clear(struct lc_thread *block)
{
    enum { FROM = offsetof(struct lc_thread, is_waiting), TO = offsetof(struct lc_thread, ask) };
    memset(block, 0, FROM);
    lc_store_relaxed(&block->is_waiting, false);
    lc_store_relaxed(&block->keeps_watch, false);
    lc_store_relaxed(&block->cond_wait.mutex, NULL);
    memset((char *)block + TO, 0, sizeof(*block) - TO);
}

struct lc_thread *lc_thread_list_take_locked(void)
{
    struct lc_thread *block = s_free;
    if (block) {
        s_free = block->next;
        struct lc_held *held = block->held;
        uint32_t held_max = block->held_max;
        struct lc_trace_wait *board = block->board;
        clear(block);
        block->board = board;
        block->held = held;
        block->held_max = held_max;
        return block;
    }
    block = lc_arena_mmap.grow(sizeof(*block));
    if (block) {
        block->held = block->held_start;
        block->held_max = LC_HELD_START;
    }
    return block;
}

void lc_thread_list_reset_locked(void)
{
    s_live = NULL;
    s_free = NULL;
    s_last_id = 0;
}

/* ---- Who is who ---- */

lc_thread_id lc_thread_new_id_locked(void)
{
    return ++s_last_id;
}

struct lc_thread *lc_thread_of_stack_locked(uintptr_t address)
{
    struct lc_thread *thread = s_live;
    while (thread && (address < thread->stack_low || address >= thread->stack_high)) {
        thread = thread->next;
    }
    return thread;
}

struct lc_thread *lc_thread_find_locked(lc_thread_id id)
{
    struct lc_thread *thread = s_live;
    while (thread && thread->id != id) {
        thread = thread->next;
    }
    return thread;
}

struct lc_thread *lc_thread_by_tid_locked(uint32_t tid)
{
    struct lc_thread *thread = s_live;
    while (thread && thread->tid != tid) {
        thread = thread->next;
    }
    return thread;
}

struct lc_thread *lc_thread_first_locked(void)
{
    return s_live;
}

void lc_thread_forget_sites_locked(void)
{
    for (struct lc_thread *t = s_live; t; t = t->next) {
        for (unsigned i = 0; i < LC_SITE_SLOTS; i++) {
            lc_store_relaxed(&t->sites[i].tag, 0);
        }
    }
}
