/*
 * runtime/procs.h - what /proc says of processes that are not ours.
 *
 * Nothing is asked of the process itself. What cannot be read counts against certainty: the answers
 * err on the side on which nothing is claimed.
 *
 * Threads: under g_lc.cold.
 * Cost:    files of /proc; lc_procs_map_locked() those of every process. For threads that hang.
 */
#ifndef LC_RUNTIME_PROCS_H
#define LC_RUNTIME_PROCS_H

#include <stdbool.h>
#include <stdint.h>

/* How many threads the process has; 0: not known. */
unsigned lc_procs_threads_locked(uint32_t pid);
/* The one child that the process has; 0: none, several, or not known. */
uint32_t lc_procs_only_child_locked(uint32_t pid);
/*
 * Whether a signal may run code of the program that interrupts a wait in it. SIGINT does not count:
 * a handler for it ends what a person at the terminal wants ended.
 */
bool lc_procs_has_handlers_locked(uint32_t pid);

/*
 * Each process that maps the file or memory, until `visit` says false. False: not all, or the list
 * of processes cannot be read. Processes of other users, whose mappings are hidden, are taken to
 * have no part in it.
 */
typedef bool lc_procs_visit_fn(void *context, uint32_t pid);
bool lc_procs_map_locked(uint64_t device, uint64_t inode, lc_procs_visit_fn *visit, void *context);

#endif
