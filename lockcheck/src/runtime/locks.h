/*
 * runtime/locks.h - the tracked locks: identity, kind, and where each one lives.
 *
 * Threads: everything here is under g_lc.cold.
 */
#ifndef LC_RUNTIME_LOCKS_H
#define LC_RUNTIME_LOCKS_H

#include <stdbool.h>
#include <stdint.h>

#include "order/order.h"
#include "runtime/thread.h"
#include "trace/format.h"

enum { LC_LOCK_NAME_BYTES_MAX = 63 };

struct lc_lock_name;

struct lc_lock {
    uintptr_t address;
    lc_lock_id id;
    uint8_t kind;   /* enum lc_lock_kind; 0: not known yet, only spoken of */
    uint8_t place;  /* enum lc_lock_place */
    uint16_t flags; /* enum lc_lock_flag */
    uint32_t generation;
    lc_thread_id stack_owner; /* of LC_PLACE_STACK */
    uint32_t init_stack;
    uint32_t module; /* of LC_PLACE_STATIC */
    uint64_t offset; /* of LC_PLACE_STATIC, LC_PLACE_SHARED */
    uint64_t device, inode;
    uintptr_t block_start;
    size_t block_bytes;
    uint32_t block_stack;
    uint16_t permits; /* a semaphore that counts: so many can hold it; else 0 */
    bool recorded;    /* in the trace */
    bool is_written;  /* an rwlock: some thread write-locks it beside others */
    const struct lc_lock_name *name, *class_name; /* given by the program, or NULL */
    lc_thread_id toucher; /* the first that held it or asked for it where we saw it */
    bool is_shared;       /* and another one did */
    bool hides_readers;   /* runtime/foreign_unlock.h */
    lc_lock_id queue;     /* of an rwlock: runtime/read_again.h, or 0 */
    lc_thread_id token;   /* of an order that the program told, or 0 */
    struct lc_lock *address_next, *page_next, *id_next;
};

/* The lock of this lifetime at the address, tracked from now on. NULL: no memory. */
struct lc_lock *lc_lock_get_locked(struct lc_thread *self, void *address, unsigned kind);
/* The tracked lock at the address, or NULL. */
struct lc_lock *lc_lock_find_locked(uintptr_t address);
/* The tracked lock with this id, or NULL: gone. */
struct lc_lock *lc_lock_by_id_locked(lc_lock_id id);
/* An id that no lock has or will have. */
lc_lock_id lc_lock_new_id_locked(void);
/* Tell the order what is known of the lock; after a change of `flags` or `is_written`. */
void lc_lock_tell_order_locked(const struct lc_lock *lock);
/* The same, and a shared one tells the other processes. */
void lc_lock_changed_locked(struct lc_lock *lock);
/* From now on rings through the lock are possible ones. */
void lc_lock_doubt_locked(struct lc_lock *lock);
/* Write the LOCK record unless it is there. */
void lc_lock_record_locked(struct lc_lock *lock);
/* End the lifetime of one, or of all in the range; returns how many. */
void lc_lock_end_locked(struct lc_lock *lock, enum lc_gone_reason reason);
unsigned lc_lock_end_range_locked(uintptr_t start, size_t bytes, enum lc_gone_reason reason);
/* Forget all (a fork child). */
void lc_locks_reset_locked(void);

/* Where a lock was initialised, remembered for locks not tracked yet. Any thread, not under cold.
 */
void lc_lock_init_remember(const void *address, uint32_t stack);

#endif
