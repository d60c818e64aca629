/*
 * runtime/across_report.h - a ring of waits through several processes, as a finding.
 *
 * Threads: under g_lc.cold.
 */
#ifndef LC_RUNTIME_ACROSS_REPORT_H
#define LC_RUNTIME_ACROSS_REPORT_H

#include <stdbool.h>

#include "runtime/peers.h"

enum { LC_ACROSS_NODES_MAX = 64 };

/* A waiting thread of some process. */
struct lc_across_node {
    struct lc_trace_wait wait;
    uint32_t pid;
    uint64_t start_ns;
    bool is_own;                   /* of this process */
    unsigned came_from;            /* index of the node that waits for it */
    char path[LC_PEER_PATH_BYTES]; /* of its process's trace */
};

/* A ring: each node waits for what the next one holds, the last for what the first holds. */
void lc_across_report_ring_locked(const struct lc_across_node *const *ring, unsigned count);
/* The first has waited for long, for what the second has, which waits as well. */
void lc_across_report_long_wait_locked(const struct lc_across_node *const nodes[2]);

#endif
