/*
 * runtime/peers.h - other processes that are checked as well, and what their threads wait for.
 *
 * A process is found by a thread of it, which a lock names as its owner: the mappings of that
 * process have its trace, a file, in which its waits stand (runtime/board.h). Where a lock names
 * nobody, the traces that lie beside ours are gone through. Nothing is asked of the processes, and
 * nothing of them is changed.
 *
 * Owns:    what is known of the peers met last.
 * Threads: under g_lc.cold.
 * Cost:    some files of /proc, a read of the trace's header and of a record for each long wait.
 */
#ifndef LC_RUNTIME_PEERS_H
#define LC_RUNTIME_PEERS_H

#include <stdbool.h>
#include <stdint.h>

#include "trace/format_shared.h"

enum { LC_PEER_PATH_BYTES = 1024 };

struct lc_peer {
    uint32_t pid;
    uint32_t tid; /* by which it was found last */
    uint64_t start_ns;
    bool is_own;
    bool is_gone;                  /* its trace is left */
    char path[LC_PEER_PATH_BYTES]; /* of its trace; "" of our own */
};

/* Our own process among them. */
struct lc_peer *lc_peer_own_locked(void);
/* The process of a thread; of one that is gone, if it was asked for before. NULL: not checked, or
 * not to be found. */
struct lc_peer *lc_peer_of_thread_locked(uint32_t tid);
/* The number of the process that the thread is of; 0: there is no such thread. */
uint32_t lc_process_of_thread_locked(uint32_t tid);
/* A thread of this number exists, and is no mere entry of a process that nobody waited for. */
bool lc_thread_exists(uint32_t tid);

/* Shows `visit` each wait of the peer that stands there now, until it says true. */
typedef bool lc_peer_visit_fn(void *context, const struct lc_peer *peer,
                              const struct lc_trace_wait *wait);
bool lc_peer_waits_locked(const struct lc_peer *peer, lc_peer_visit_fn *visit, void *context);
/*
 * The same for our own process and all whose traces lie in one folder with ours: those of one run.
 * Those that are gone as well, which say so.
 */
bool lc_peers_waits_locked(lc_peer_visit_fn *visit, void *context);

/* Shows `visit` the header of each trace in that folder, of processes that are gone as well, until
 * it says true. Whether it did. */
typedef bool lc_peer_header_fn(void *context, const struct lc_trace_header *header);
bool lc_peers_headers_locked(lc_peer_header_fn *visit, void *context);

#endif
