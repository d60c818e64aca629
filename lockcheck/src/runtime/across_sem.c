#include "runtime/across_sem.h"

#include "runtime/peers.h"
#include "runtime/procs.h"

enum { MAPPERS_MAX = 64, WAITS_MAX = 256 };

/* Those who could post the semaphore at hand. Under cold. */
static uint32_t s_mappers[MAPPERS_MAX];
static unsigned s_mapper_count;

static bool take_mapper(void *unused, uint32_t pid)
{
    (void)unused;
    if (s_mapper_count == MAPPERS_MAX) {
        return false;
    }
    s_mappers[s_mapper_count++] = pid;
    return true;
}

static bool is_mapper(uint32_t pid)
{
    unsigned i = 0;
    while (i < s_mapper_count && s_mappers[i] != pid) {
        i++;
    }
    return i < s_mapper_count;
}

/* ---- As a lock ---- */

struct view {
    const struct lc_trace_lock_key *sem;
    unsigned checked; /* mappers that have a trace */
};

/* The word of those that are gone counts as well. True: it is no lock. */
static bool judge_header(void *context, const struct lc_trace_header *header)
{
    struct view *view = context;
    unsigned bit = lc_trace_no_lock_bit(view->sem);
    view->checked += header->state == LC_TRACE_RUNNING && is_mapper(header->pid);
    return header->no_locks[bit / 64] >> bit % 64 & 1;
}

static bool is_proven(const struct lc_across_ring *ring, const struct lc_trace_lock_key *sem)
{
    for (unsigned i = 0; i < ring->count; i++) {
        const struct lc_trace_wait *wait = &ring->nodes[i]->wait;
        for (uint32_t j = 0; j < wait->held_count && j < LC_WAIT_HELD_MAX; j++) {
            const struct lc_trace_lock_key *held = &wait->held[j];
            if (held->device == sem->device && held->inode == sem->inode &&
                held->offset == sem->offset && held->flags & LC_KEY_PROVEN) {
                return true;
            }
        }
    }
    return sem->flags & LC_KEY_PROVEN;
}

/* ---- By what all of them do ---- */

/* The waits of the mappers. Under cold. */
static struct lc_trace_wait s_waits[WAITS_MAX];
static uint32_t s_pids[WAITS_MAX]; /* in step */
static unsigned s_wait_count;

static bool take_wait(void *context, const struct lc_peer *peer, const struct lc_trace_wait *wait)
{
    unsigned *too_many = context;
    if (!is_mapper(peer->pid) || peer->is_gone) {
        return false;
    }
    if (s_wait_count == WAITS_MAX) {
        ++*too_many;
        return true;
    }
    s_waits[s_wait_count] = *wait;
    s_pids[s_wait_count++] = peer->pid;
    return false;
}

static bool do_all_threads_wait(void)
{
    unsigned threads = 0, too_many = 0;
    s_wait_count = 0;
    (void)lc_peers_waits_locked(take_wait, &too_many);
    for (unsigned i = 0; i < s_mapper_count; i++) {
        unsigned count = lc_procs_threads_locked(s_mappers[i]);
        if (count == 0) {
            return false;
        }
        threads += count;
    }
    return !too_many && threads == s_wait_count;
}

/*
 * Who was let go a moment ago still looks like one that waits. A lock that names its owner says
 * otherwise; of a semaphore the waiting thread has to have found it taken after all others stood.
 */
static bool is_fresh(const struct lc_trace_wait *wait)
{
    bool is_for_sem = wait->want_kind == LC_LOCK_SEM;
    unsigned i = 0;
    while (i < s_wait_count && (!is_for_sem || s_waits[i].published_ns < wait->looked_ns)) {
        i++;
    }
    return i == s_wait_count;
}

static bool is_held_up(unsigned index)
{
    const struct lc_trace_wait *wait = &s_waits[index];
    if (wait->want_kind == LC_LOCK_PROCESS &&
        (!wait->want_of || lc_procs_has_handlers_locked(s_pids[index]))) {
        return false;
    }
    for (unsigned i = 0; i < s_wait_count; i++) {
        const struct lc_across_edge edge = {wait, &s_waits[i], s_pids[index], s_pids[i]};
        if (i != index && lc_across_is_blocked(&edge)) {
            return is_fresh(wait);
        }
    }
    return false;
}

static bool are_all_held_up(void)
{
    unsigned i = 0;
    while (i < s_wait_count && is_held_up(i)) {
        i++;
    }
    return i == s_wait_count;
}

/* ---- Of a ring ---- */

static bool is_sure(const struct lc_across_ring *ring, const struct lc_trace_lock_key *sem)
{
    struct view view = {.sem = sem};
    s_mapper_count = 0;
    if (!lc_procs_map_locked(sem->device, sem->inode, take_mapper, NULL) ||
        lc_peers_headers_locked(judge_header, &view) || view.checked != s_mapper_count) {
        return false;
    }
    return is_proven(ring, sem) || (do_all_threads_wait() && are_all_held_up());
}

bool lc_across_sems_are_sure_locked(const struct lc_across_ring *ring)
{
    for (unsigned i = 0; i < ring->count; i++) {
        const struct lc_trace_wait *wait = &ring->nodes[i]->wait;
        if (wait->want_kind == LC_LOCK_SEM && lc_across_is_shared(&wait->want) &&
            !is_sure(ring, &wait->want)) {
            return false;
        }
    }
    return true;
}
