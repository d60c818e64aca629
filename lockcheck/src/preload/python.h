/*
 * preload/python.h - calls that CPython makes for its locks.
 *
 * It takes each of them, threading.Lock and multiprocessing.Lock alike, by sem_trywait first, and
 * waits only when that fails: what it means to wait for, if it must, cannot be told from what it
 * only tries (docs/adr/0010-semaphores.md).
 *
 * Threads: any.
 */
#ifndef LC_PRELOAD_PYTHON_H
#define LC_PRELOAD_PYTHON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/compiler.h"

/* The code of CPython itself, when it is part of the program; else 0, 0. Set by the constructor. */
extern uintptr_t g_lc_python_start, g_lc_python_end;

/* From the constructor. */
void lc_python_start(void);

LC_HOT_INLINE bool lc_python_is_core(const void *site)
{
    return LC_UNLIKELY((uintptr_t)site - g_lc_python_start < g_lc_python_end - g_lc_python_start);
}

/* Of its module of locks between processes, which it loads when they are used. */
LC_COLD bool lc_python_is_module(const void *site);

/* A try by this call is the first half of a wait. */
LC_HOT_INLINE bool lc_python_takes(const void *site)
{
    return lc_python_is_core(site) || (LC_UNLIKELY(g_lc_python_end) && lc_python_is_module(site));
}

#endif
