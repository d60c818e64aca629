/*
 * runtime/ending.h - what threads leave behind when they end.
 *
 * Threads: under g_lc.cold.
 */
#ifndef LC_RUNTIME_ENDING_H
#define LC_RUNTIME_ENDING_H

#include <stdbool.h>

#include "runtime/handles.h"
#include "runtime/thread.h"

/* The calling thread ends: tell of locks that nobody can release any more. */
void lc_ending_tell_locked(struct lc_thread *self);
/*
 * The process ends: tell of threads that were neither joined nor detached. When it is
 * done, as far as the main thread knows, those that still run are told as well.
 */
void lc_ending_tell_leaks_locked(bool is_done);
/* Write the THREAD record. False: there was no room. */
bool lc_ended_record_locked(const struct lc_ended *thread, const char name[16]);

#endif
