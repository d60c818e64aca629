/*
 * base/atomics.h - C11 atomics whose names carry the memory order.
 *
 * Every call names its order; an acquire, a release or a fence says beside it which call it pairs
 * with. The object must have an _Atomic type. Nothing here blocks; all are safe in signal handlers.
 */
#ifndef LC_BASE_ATOMICS_H
#define LC_BASE_ATOMICS_H

#include <stdatomic.h>

#define lc_load_relaxed(obj)         atomic_load_explicit((obj), memory_order_relaxed)
#define lc_load_acquire(obj)         atomic_load_explicit((obj), memory_order_acquire)
#define lc_store_relaxed(obj, value) atomic_store_explicit((obj), (value), memory_order_relaxed)
#define lc_store_release(obj, value) atomic_store_explicit((obj), (value), memory_order_release)
#define lc_add_relaxed(obj, value)   atomic_fetch_add_explicit((obj), (value), memory_order_relaxed)
#define lc_exchange_acquire(obj, value) \
    atomic_exchange_explicit((obj), (value), memory_order_acquire)
#define lc_exchange_release(obj, value) \
    atomic_exchange_explicit((obj), (value), memory_order_release)
#define lc_exchange_relaxed(obj, value) \
    atomic_exchange_explicit((obj), (value), memory_order_relaxed)

/* On success acquires; on failure relaxed, and *expected holds what was found. */
#define lc_cas_acquire(obj, expected, value)                                                  \
    atomic_compare_exchange_strong_explicit((obj), (expected), (value), memory_order_acquire, \
                                            memory_order_relaxed)
#define lc_cas_relaxed(obj, expected, value)                                                  \
    atomic_compare_exchange_strong_explicit((obj), (expected), (value), memory_order_relaxed, \
                                            memory_order_relaxed)

/* Full fence between a store and a later load of another object (Dekker). */
#define lc_fence_seq_cst() atomic_thread_fence(memory_order_seq_cst)

/* Orders this thread against its own signal handlers only: no instruction, a compiler barrier. */
#define lc_fence_signal() atomic_signal_fence(memory_order_seq_cst)

#endif
