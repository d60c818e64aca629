/*
 * runtime/across_sem.h - whether nobody will post the semaphores of a ring.
 *
 * A semaphore names no owner, and whoever maps its memory may post it. So a ring through one is
 * certain only if all processes that map it are checked, and
 *
 *     it is a lock for all of them: its takers have posted it, and nobody else ever did; or
 *     all their threads wait, each for another of them.
 *
 * Threads: under g_lc.cold.
 * Cost:    the mappings of all processes; for rings that seem to stand.
 */
#ifndef LC_RUNTIME_ACROSS_SEM_H
#define LC_RUNTIME_ACROSS_SEM_H

#include <stdbool.h>

#include "runtime/across_graph.h"

/* True as well for a ring without semaphores that processes share. */
bool lc_across_sems_are_sure_locked(const struct lc_across_ring *ring);

#endif
