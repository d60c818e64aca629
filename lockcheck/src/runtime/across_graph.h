/*
 * runtime/across_graph.h - the waits of several processes as a graph: who cannot go on before whom.
 *
 * An edge leads from a thread that waits to one that has what it waits for and waits itself. What a
 * thread holds is what its process says of it; where a lock names its owner both have to agree.
 *
 * Threads: under g_lc.cold.
 */
#ifndef LC_RUNTIME_ACROSS_GRAPH_H
#define LC_RUNTIME_ACROSS_GRAPH_H

#include <stdbool.h>

#include "runtime/across_report.h"
#include "runtime/thread.h"

/* Each node waits for what the next one has, the last for what the first has. */
struct lc_across_ring {
    const struct lc_across_node *nodes[LC_ACROSS_NODES_MAX];
    unsigned count;
};

/* A shortest ring through `self`, whose wait is published. Valid until the next call. */
bool lc_across_find_ring_locked(const struct lc_thread *self, struct lc_across_ring *ret_ring);

/* Whether the lock lies in memory that processes share. */
static inline bool lc_across_is_shared(const struct lc_trace_lock_key *key)
{
    return key->inode != 0;
}

/*
 * Whether the wait cannot end before the other thread goes on, if both are of these processes. Of
 * semaphores: as long as only who has taken one posts it.
 */
struct lc_across_edge {
    const struct lc_trace_wait *from, *to;
    uint32_t from_pid, to_pid;
};
bool lc_across_is_blocked(const struct lc_across_edge *edge);

#endif
