/*
 * preload/real.h - the functions behind our wrappers.
 *
 * LC_REAL(name)(arguments) calls the next definition of `name` after ours. Each pointer starts as a
 * stub that looks everything up and then calls on, so that a wrapper called before our constructor
 * (by another library's, or by the loader itself) needs no test.
 *
 * Threads: pointers are set once, to the same value by whoever comes first (relaxed: the functions
 *          behind them were there before any thread was).
 */
#ifndef LC_PRELOAD_REAL_H
#define LC_PRELOAD_REAL_H

#include <stdbool.h>

#include "base/atomics.h"
#include "preload/hooks.h"

#define LC_REAL_FIELD(type, name, parameters, arguments) type(*_Atomic name) parameters;
#define LC_REAL_FIELD_VERSIONED(type, name, symbol, version, parameters, arguments) \
    LC_REAL_FIELD(type, name, parameters, arguments)

struct lc_real {
    LC_HOOKS(LC_REAL_FIELD)
    LC_HOOKS_VOID(LC_REAL_FIELD)
    /* Not hooked, only called: past whoever stands in front of the C library. */
    LC_HOOKS_VERSIONED(LC_REAL_FIELD_VERSIONED)
    size_t (*_Atomic malloc_usable_size)(void *block);
    int (*_Atomic on_exit)(void (*handler)(int, void *), void *argument);
    int (*_Atomic __cxa_at_quick_exit)(void (*handler)(void *), void *object);
};

extern struct lc_real g_lc_real;

#define LC_REAL(name) (lc_load_relaxed(&g_lc_real.name))

/* Look up every real function now. Safe to repeat. */
void lc_real_resolve(void);

/* A block handed out while the real malloc was still being looked up; never to be freed. */
bool lc_real_is_early_block(const void *block);

#endif
