#include "runtime/across.h"

#include <fcntl.h>
#include <pthread.h>
#include <string.h>

#include "base/hash.h"
#include "base/sys.h"
#include "runtime/across_report.h"
#include "runtime/asleep.h"
#include "runtime/board.h"
#include "runtime/finding.h"
#include "runtime/locks.h"
#include "runtime/peers.h"
#include "runtime/shared.h"
#include "runtime/state.h"

enum {
    KIND_ROBUST = 0x10,
    KIND_PSHARED = 0x80,
    LOOKS_FOR_ALL =
        8, /* looks until a member that never says that it sees the ring is passed over */
};

/* The members of the search at hand; the first is the thread that looks. Under cold. */
static struct lc_across_node s_nodes[LC_ACROSS_NODES_MAX];
static unsigned s_count;

/* ---- The wait-for graph ---- */

static bool is_shared(const struct lc_trace_lock_key *key)
{
    return key->inode != 0;
}

static bool is_same(const struct lc_trace_lock_key *a, const struct lc_trace_lock_key *b)
{
    return is_shared(a) ? a->device == b->device && a->inode == b->inode && a->offset == b->offset
                        : !is_shared(b) && a->lock == b->lock;
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

/* What one node waits for, and where to look for who has it. */
struct expansion {
    unsigned from;
    struct lc_peer *peer;
    int ring_end; /* the node that waits for the first one; -1: none yet */
};

/*
 * Anybody may post a semaphore; so it has no owner that all depends on. Where a lock names its
 * owner both it and the owner have to say so: a program may unlock what another thread holds.
 */
static bool is_blocked_by(const struct expansion *expansion, const struct lc_trace_wait *other)
{
    const struct lc_trace_wait *wait = &s_nodes[expansion->from].wait;
    if (wait->want_kind == LC_LOCK_THREAD) {
        return other->thread == wait->want.lock;
    }
    if (wait->want_kind == LC_LOCK_SEM) {
        return false;
    }
    bool may_own = wait->owner_tid ? wait->owner_tid == other->tid : !is_shared(&wait->want);
    return may_own && holds(other, &wait->want);
}

static int node_of(const struct lc_peer *peer, uint32_t thread)
{
    for (unsigned i = 0; i < s_count; i++) {
        if (s_nodes[i].pid == peer->pid && s_nodes[i].wait.thread == thread) {
            return (int)i;
        }
    }
    return -1;
}

static bool visit_wait(void *context, const struct lc_trace_wait *wait)
{
    struct expansion *expansion = context;
    const struct lc_peer *peer = expansion->peer;
    /* Who is gone waits no more, but may have told of a deadlock and ended by it. */
    if (!is_blocked_by(expansion, wait) || (peer->is_gone && !wait->is_told)) {
        return false;
    }
    int known = node_of(peer, wait->thread);
    if (known == 0) {
        expansion->ring_end = (int)expansion->from;
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

/* A private lock, and a thread's end, matter to threads of the same process alone. */
static struct lc_peer *peer_to_ask(const struct lc_across_node *node)
{
    const struct lc_trace_wait *wait = &node->wait;
    if (is_shared(&wait->want)) {
        return wait->owner_tid ? lc_peer_of_thread_locked(wait->owner_tid) : NULL;
    }
    return node->is_own ? lc_peer_own_locked() : lc_peer_of_thread_locked(wait->tid);
}

/* The ring found: nodes from the first along "waits for". Under cold. */
static const struct lc_across_node *s_ring[LC_ACROSS_NODES_MAX];
static unsigned s_ring_count;

static void collect_ring(unsigned end)
{
    s_ring_count = 1;
    for (unsigned i = end; i != 0; i = s_nodes[i].came_from) {
        s_ring_count++;
    }
    unsigned at = end;
    for (unsigned i = s_ring_count; i-- > 0; at = s_nodes[at].came_from) {
        s_ring[i] = &s_nodes[at];
    }
}

/* Breadth first: the first way back to the first node is a shortest one. */
static bool find_ring(const struct lc_thread *self)
{
    struct lc_peer *own = lc_peer_own_locked();
    s_nodes[0] = (struct lc_across_node){
        .wait = *self->board, .pid = own->pid, .start_ns = own->start_ns, .is_own = true};
    s_count = 1;
    struct expansion expansion = {.ring_end = -1};
    for (unsigned i = 0; i < s_count && expansion.ring_end < 0; i++) {
        expansion.from = i;
        expansion.peer = peer_to_ask(&s_nodes[i]);
        if (expansion.peer) {
            (void)lc_peer_waits_locked(expansion.peer, visit_wait, &expansion);
        }
    }
    if (expansion.ring_end >= 0) {
        collect_ring((unsigned)expansion.ring_end);
    }
    return expansion.ring_end >= 0;
}

/* ---- One ring ---- */

static uint64_t hash_of(const struct lc_across_node *node)
{
    uint64_t hash = lc_hash_mix(node->start_ns ^ (uint64_t)node->pid << 32);
    return lc_hash_mix(hash ^ (uint64_t)node->wait.thread << 32 ^ node->wait.sequence);
}

/* The same for each member, whichever it begins with. */
static uint64_t hash_of_ring(void)
{
    uint64_t hash = 0;
    for (unsigned i = 0; i < s_ring_count; i++) {
        hash += hash_of(s_ring[i]);
    }
    return hash | 1;
}

static bool is_of_several(void)
{
    unsigned i = 1;
    while (i < s_ring_count && s_ring[i]->pid == s_ring[0]->pid) {
        i++;
    }
    return i < s_ring_count;
}

static bool was_told(void)
{
    unsigned i = 0;
    while (i < s_ring_count && !s_ring[i]->wait.is_told) {
        i++;
    }
    return i < s_ring_count;
}

/* Those who wait for a shared lock look, and say what they see. */
static bool all_see(uint64_t ring)
{
    unsigned i = 1;
    while (i < s_ring_count &&
           (!is_shared(&s_ring[i]->wait.want) || s_ring[i]->wait.ring == ring)) {
        i++;
    }
    return i == s_ring_count;
}

static bool is_before(const struct lc_across_node *a, const struct lc_across_node *b)
{
    return a->pid != b->pid ? a->pid < b->pid : a->wait.thread < b->wait.thread;
}

/* Of those who look. */
static bool is_lowest(void)
{
    unsigned i = 1;
    while (i < s_ring_count &&
           (!is_shared(&s_ring[i]->wait.want) || is_before(s_ring[0], s_ring[i]))) {
        i++;
    }
    return i == s_ring_count;
}

/* Whether the ring is one that has just been reported, by us or by others. */
static bool judge_ring(struct lc_thread *self)
{
    uint64_t ring = hash_of_ring();
    bool seen_before = self->board->ring == ring;
    __atomic_store_n(&self->board->ring, ring, __ATOMIC_RELEASE);
    if (!seen_before) {
        self->wait.looks = 0;
        return false;
    }
    if (was_told()) {
        self->wait.is_told = true;
        return g_lc.options.on_deadlock != LC_ON_DEADLOCK_REPORT;
    }
    if (!is_lowest() || (!all_see(ring) && ++self->wait.looks < LOOKS_FOR_ALL)) {
        return false;
    }
    self->wait.is_told = true;
    lc_across_report_ring_locked(s_ring, s_ring_count);
    __atomic_store_n(&self->board->is_told, 1, __ATOMIC_RELEASE);
    return true;
}

/* ---- Owners that are gone ---- */

/* Another process's numbers are ours unless it lives in a namespace of its own. */
static bool knows_all_threads(const struct lc_lock *lock)
{
    enum { INITIAL_NAMESPACE_BYTES = 16 };
    static const char initial[] = "pid:[4026531836]"; /* the kernel's constant */
    char name[64];
    long bytes = LC_SYS4(SYS_readlinkat, AT_FDCWD, "/proc/self/ns/pid", name, sizeof(name));
    bool is_initial =
        bytes == INITIAL_NAMESPACE_BYTES && memcmp(name, initial, INITIAL_NAMESPACE_BYTES) == 0;
    bool is_ours = is_initial || lc_shared_is_of_relatives_locked(lock);
    return is_ours && lc_asleep_is_one_namespace_locked();
}

/* A mutex that is not robust, whose owner is no more: whoever waits for it waits for ever. */
static uint32_t lost_owner(const struct lc_thread *self)
{
    const pthread_mutex_t *mutex = self->wait.object;
    if (self->wait.kind != LC_LOCK_MUTEX || !is_shared(&self->board->want) ||
        mutex->__data.__kind & KIND_ROBUST || !(mutex->__data.__kind & KIND_PSHARED)) {
        return 0;
    }
    uint32_t owner = (uint32_t)__atomic_load_n(&mutex->__data.__owner, __ATOMIC_RELAXED);
    const struct lc_lock *lock = lc_lock_find_locked((uintptr_t)mutex);
    bool is_lost = owner && !lc_thread_exists(owner) && lock && knows_all_threads(lock);
    return is_lost ? owner : 0;
}

static bool judge_owner(struct lc_thread *self, uint32_t owner)
{
    uint64_t look = lc_hash_mix((uint64_t)owner << 32 ^ self->board->sequence) | 1;
    bool seen_before = self->board->ring == look;
    __atomic_store_n(&self->board->ring, look, __ATOMIC_RELEASE);
    if (!seen_before) {
        return false;
    }
    self->wait.is_told = true;
    lc_finding_misuse_locked(self, &(struct lc_misuse){
                                       .kind = LC_FINDING_OWNER_DIED,
                                       .tier = LC_TIER_DEADLOCK,
                                       .object = self->wait.object,
                                       .object_kind = self->wait.kind,
                                       .mode = self->wait.mode,
                                       .stack = self->wait.stack,
                                       .detail = owner,
                                       .blocked_ns = lc_runtime_now_ns() - self->wait.since_ns,
                                   });
    return true;
}

static void refresh_owner(struct lc_thread *self)
{
    uint32_t owner = 0;
    if (self->wait.kind == LC_LOCK_MUTEX) {
        const pthread_mutex_t *mutex = self->wait.object;
        owner = (uint32_t)__atomic_load_n(&mutex->__data.__owner, __ATOMIC_RELAXED);
    } else if (self->wait.kind == LC_LOCK_RWLOCK) {
        const pthread_rwlock_t *rwlock = self->wait.object;
        owner = (uint32_t)__atomic_load_n(&rwlock->__data.__cur_writer, __ATOMIC_RELAXED);
    }
    __atomic_store_n(&self->board->owner_tid, owner, __ATOMIC_RELAXED);
}

bool lc_across_look_locked(struct lc_thread *self)
{
    if (g_lc.sealed || !lc_board_has_locked(self) || self->wait.is_told) {
        return false;
    }
    refresh_owner(self);
    if (!is_shared(&self->board->want)) {
        return false; /* others of the process may be in a ring through it, and look */
    }
    if (find_ring(self) && is_of_several()) {
        return judge_ring(self);
    }
    uint32_t owner = lost_owner(self);
    if (owner) {
        return judge_owner(self, owner);
    }
    __atomic_store_n(&self->board->ring, 0, __ATOMIC_RELEASE);
    return false;
}

bool lc_across_is_near(const struct lc_thread *self)
{
    return self->board && self->board->ring != 0;
}
