/*
 * runtime/contended.h - what contention.c counts, for contention_tell.c to tell.
 *
 * Threads: the fields set once, before is_ready (release), are read by any after it (acquire); the
 *          others are counters, added to by any and read by any (relaxed).
 */
#ifndef LC_RUNTIME_CONTENDED_H
#define LC_RUNTIME_CONTENDED_H

#include <stdbool.h>
#include <stdint.h>

#include "order/order.h"

/* A slot of a table that only grows. */
struct lc_contended_slot {
    _Atomic uint64_t key; /* 0: free */
    _Atomic bool is_ready;
};

struct lc_contended {
    struct lc_contended_slot slot;
    void *address;         /* set once */
    unsigned kind;         /* set once: enum lc_lock_kind */
    _Atomic lc_lock_id id; /* 0: not among the tracked locks yet */
    /* Who last gave it back when somebody seemed to wait for it, and from which place: index + 1.
     * The word of a mutex says so once too often: the one that waited last gives it back alike. */
    _Atomic lc_thread_id giver;
    _Atomic uint32_t giver_place;
    _Atomic uint64_t waited_ns;
    _Atomic uint64_t waits;
};

/* A lock, and a call that takes it. */
struct lc_contended_place {
    struct lc_contended_slot slot;
    uint32_t lock;               /* set once: its index */
    uint32_t stack;              /* set once */
    _Atomic lc_thread_id waiter; /* the one that waited longest here */
    _Atomic lc_thread_id giver;  /* the last one that a waiter got it from here */
    _Atomic uint64_t waits, waited_ns, waited_ns_max;
    _Atomic uint64_t hindered, hindered_ns; /* waits that ended when it was given back, from here */
    _Atomic uint64_t takes, held_ns, held_ns_max; /* profile=1 */
};

/* Whether anything was counted. */
bool lc_contended_any(void);
/* Whether something found no room, and was not. */
bool lc_contended_is_full(void);
/* NULL: past the last, or free. */
struct lc_contended *lc_contended_lock(uint32_t index);
struct lc_contended_place *lc_contended_place(uint32_t index);

#endif
