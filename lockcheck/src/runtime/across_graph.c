#include "runtime/across_graph.h"

#include <string.h>

#include "runtime/peers.h"
#include "runtime/procs.h"

/* The members of the search at hand; the first is the thread that looks. Under cold. */
static struct lc_across_node s_nodes[LC_ACROSS_NODES_MAX];
static unsigned s_count;

/* ---- Edges ---- */

static bool is_same(const struct lc_trace_lock_key *a, const struct lc_trace_lock_key *b)
{
    return lc_across_is_shared(a)
               ? a->device == b->device && a->inode == b->inode && a->offset == b->offset
               : !lc_across_is_shared(b) && a->lock == b->lock;
}

static bool holds(const struct lc_trace_wait *holder, const struct lc_trace_lock_key *want)
{
    for (uint32_t i = 0; i < holder->held_count && i < LC_WAIT_HELD_MAX; i++) {
        const struct lc_trace_lock_key *held = &holder->held[i];
        if (is_same(want, held) && (want->mode == LC_MODE_WRITE || held->mode == LC_MODE_WRITE)) {
            return true;
        }
    }
    return false;
}

/* A writer in the queue of a lock that lets no reader in after it. */
static bool is_ahead(const struct lc_trace_wait *writer, const struct lc_trace_wait *reader)
{
    return reader->flags & LC_WAIT_WRITER_FIRST && reader->want.mode == LC_MODE_READ &&
           writer->want_kind == LC_LOCK_RWLOCK && writer->want.mode == LC_MODE_WRITE &&
           is_same(&writer->want, &reader->want) && writer->published_ns <= reader->since_ns;
}

/* A program may unlock what another thread holds: so the lock is asked as well, if it knows. */
static bool has(const struct lc_across_edge *edge)
{
    const struct lc_trace_wait *wait = edge->from;
    bool may_own = wait->owner_tid == 0 || wait->owner_tid == edge->to->tid;
    return may_own && holds(edge->to, &wait->want);
}

bool lc_across_is_blocked(const struct lc_across_edge *edge)
{
    const struct lc_trace_wait *wait = edge->from;
    bool is_same_process = edge->from_pid == edge->to_pid;
    switch (wait->want_kind) {
    case LC_LOCK_THREAD:
        return is_same_process && edge->to->thread == wait->want_of;
    case LC_LOCK_PROCESS:
        return edge->to_pid == wait->want_of;
    case LC_LOCK_MUTEX:
        /* One that does not say who owns it is free, or on its way back from a condition. */
        return (wait->owner_tid || wait->flags & LC_WAIT_IN_COND ||
                !lc_across_is_shared(&wait->want)) &&
               (lc_across_is_shared(&wait->want) || is_same_process) && has(edge);
    case LC_LOCK_RWLOCK:
        return (lc_across_is_shared(&wait->want) || is_same_process) &&
               (has(edge) || (!wait->owner_tid && is_ahead(edge->to, wait)));
    default:
        return (lc_across_is_shared(&wait->want) || is_same_process) && has(edge);
    }
}

/* ---- Search ---- */

/* What one node waits for, and whether somebody waits for the first one. */
struct expansion {
    unsigned from;
    bool is_ring;
};

static int node_of(const struct lc_peer *peer, uint32_t thread)
{
    for (unsigned i = 0; i < s_count; i++) {
        if (s_nodes[i].pid == peer->pid && s_nodes[i].wait.thread == thread) {
            return (int)i;
        }
    }
    return -1;
}

/* Who is gone waits no more, but may have told of a deadlock and ended by it. */
static bool visit_wait(void *context, const struct lc_peer *peer, const struct lc_trace_wait *wait)
{
    struct expansion *expansion = context;
    const struct lc_across_node *from = &s_nodes[expansion->from];
    const struct lc_across_edge edge = {&from->wait, wait, from->pid, peer->pid};
    if (!lc_across_is_blocked(&edge) || (peer->is_gone && !wait->is_told)) {
        return false;
    }
    int known = node_of(peer, wait->thread);
    if (known == 0) {
        expansion->is_ring = true;
        return true;
    }
    if (known < 0 && s_count < LC_ACROSS_NODES_MAX) {
        s_nodes[s_count] = (struct lc_across_node){
            .wait = *wait,
            .pid = peer->pid,
            .start_ns = peer->start_ns,
            .is_own = peer->is_own,
            .came_from = expansion->from,
        };
        memcpy(s_nodes[s_count++].path, peer->path, sizeof(peer->path));
    }
    return false;
}

/* A child can end by any of its threads: joins within it, and one wait that holds up all. */
struct child {
    unsigned joins, others;
};

static bool count_wait(void *context, const struct lc_peer *peer, const struct lc_trace_wait *wait)
{
    struct child *child = context;
    (void)peer;
    child->joins += wait->want_kind == LC_LOCK_THREAD;
    child->others += wait->want_kind != LC_LOCK_THREAD;
    return false;
}

/* Whether the end of the process hangs on one thread, and nothing from outside ends the wait. */
static struct lc_peer *child_to_ask(struct lc_across_node *node)
{
    struct lc_trace_wait *wait = &node->wait;
    struct child child = {0};
    if (!wait->want_of) {
        wait->want_of = lc_procs_only_child_locked(node->pid);
    }
    struct lc_peer *peer = wait->want_of && !lc_procs_has_handlers_locked(node->pid)
                               ? lc_peer_of_thread_locked(wait->want_of)
                               : NULL;
    if (!peer || peer->is_gone) {
        return NULL;
    }
    (void)lc_peer_waits_locked(peer, count_wait, &child);
    unsigned threads = lc_procs_threads_locked(peer->pid);
    return child.others == 1 && threads == child.joins + child.others ? peer : NULL;
}

/* Whom the lock names as its owner; else everybody may have it, and says so. */
static void expand(struct expansion *expansion)
{
    struct lc_across_node *node = &s_nodes[expansion->from];
    const struct lc_trace_wait *wait = &node->wait;
    struct lc_peer *peer;
    if (wait->want_kind == LC_LOCK_PROCESS) {
        peer = child_to_ask(node);
    } else if (!lc_across_is_shared(&wait->want)) {
        peer = node->is_own ? lc_peer_own_locked() : lc_peer_of_thread_locked(wait->tid);
    } else if (wait->owner_tid) {
        peer = lc_peer_of_thread_locked(wait->owner_tid);
    } else if (wait->want_kind == LC_LOCK_MUTEX && !(wait->flags & LC_WAIT_IN_COND)) {
        return; /* free a moment ago */
    } else {
        (void)lc_peers_waits_locked(visit_wait, expansion);
        return;
    }
    if (peer) {
        (void)lc_peer_waits_locked(peer, visit_wait, expansion);
    }
}

static void collect_ring(unsigned end, struct lc_across_ring *ret_ring)
{
    ret_ring->count = 1;
    for (unsigned i = end; i != 0; i = s_nodes[i].came_from) {
        ret_ring->count++;
    }
    unsigned at = end;
    for (unsigned i = ret_ring->count; i-- > 0; at = s_nodes[at].came_from) {
        ret_ring->nodes[i] = &s_nodes[at];
    }
}

/* Breadth first: the first way back to the first node is a shortest one. */
bool lc_across_find_ring_locked(const struct lc_thread *self, struct lc_across_ring *ret_ring)
{
    struct lc_peer *own = lc_peer_own_locked();
    s_nodes[0] = (struct lc_across_node){
        .wait = *self->board, .pid = own->pid, .start_ns = own->start_ns, .is_own = true};
    s_count = 1;
    struct expansion expansion = {.from = 0};
    for (; expansion.from < s_count; expansion.from++) {
        expand(&expansion);
        if (expansion.is_ring) {
            collect_ring(expansion.from, ret_ring);
            return true;
        }
    }
    return false;
}
