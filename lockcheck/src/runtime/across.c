#include "runtime/across.h"

#include <pthread.h>

#include "base/hash.h"
#include "runtime/across_graph.h"
#include "runtime/across_sem.h"
#include "runtime/board.h"
#include "runtime/finding.h"
#include "runtime/lost_owner.h"
#include "runtime/state.h"

/* Looks until a member that never says that it sees the ring is passed over. */
enum { LOOKS_FOR_ALL = 8 };

/* The ring at hand. Under cold. */
static struct lc_across_ring s_ring;

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
    for (unsigned i = 0; i < s_ring.count; i++) {
        hash += hash_of(s_ring.nodes[i]);
    }
    return hash | 1;
}

static bool is_of_several(void)
{
    unsigned i = 1;
    while (i < s_ring.count && s_ring.nodes[i]->pid == s_ring.nodes[0]->pid) {
        i++;
    }
    return i < s_ring.count;
}

/* Within one process runtime/deadlock.c finds all others, and takes them for certain. */
static bool has_shared_sem(void)
{
    unsigned i = 0;
    while (i < s_ring.count && !(s_ring.nodes[i]->wait.want_kind == LC_LOCK_SEM &&
                                 lc_across_is_shared(&s_ring.nodes[i]->wait.want))) {
        i++;
    }
    return i < s_ring.count;
}

static bool was_told(void)
{
    unsigned i = 0;
    while (i < s_ring.count && !s_ring.nodes[i]->wait.is_told) {
        i++;
    }
    return i < s_ring.count;
}

/* Those who wait for a shared lock by themselves look, and say what they see. */
static bool looks(const struct lc_across_node *node)
{
    return lc_across_is_shared(&node->wait.want) && !(node->wait.flags & LC_WAIT_IN_COND);
}

static bool all_see(uint64_t ring)
{
    unsigned i = 1;
    while (i < s_ring.count && (!looks(s_ring.nodes[i]) || s_ring.nodes[i]->wait.ring == ring)) {
        i++;
    }
    return i == s_ring.count;
}

static bool is_before(const struct lc_across_node *a, const struct lc_across_node *b)
{
    return a->pid != b->pid ? a->pid < b->pid : a->wait.thread < b->wait.thread;
}

/* Of those who look. */
static bool is_lowest(void)
{
    unsigned i = 1;
    while (i < s_ring.count &&
           (!looks(s_ring.nodes[i]) || is_before(s_ring.nodes[0], s_ring.nodes[i]))) {
        i++;
    }
    return i == s_ring.count;
}

static bool forget_ring(struct lc_thread *self)
{
    __atomic_store_n(&self->board->ring, 0, __ATOMIC_RELEASE);
    return false;
}

/* Whether the ring is one that has just been reported, by us or by others. */
static bool judge_ring(struct lc_thread *self)
{
    uint64_t ring = hash_of_ring();
    bool seen_before = self->board->ring == ring;
    /* Once it was told, those who ended by that are no longer there to be asked. */
    if (!was_told() && !lc_across_sems_are_sure_locked(&s_ring)) {
        return forget_ring(self);
    }
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
    lc_across_report_ring_locked(s_ring.nodes, s_ring.count);
    __atomic_store_n(&self->board->is_told, 1, __ATOMIC_RELEASE);
    return true;
}

/* ---- Owners that are gone ---- */

static bool judge_owner(struct lc_thread *self, uint32_t owner)
{
    uint64_t look = lc_hash_mix((uint64_t)owner << 32 ^ self->board->sequence) | 1;
    bool seen_before = self->board->ring == look;
    __atomic_store_n(&self->board->ring, look, __ATOMIC_RELEASE);
    if (!seen_before) {
        return false;
    }
    self->wait.is_told = true;
    struct lc_misuse misuse = lc_misuse_of_wait(self, LC_FINDING_OWNER_DIED, LC_TIER_DEADLOCK);
    misuse.detail = owner;
    (void)lc_finding_misuse_locked(self, &misuse);
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
    /* All through its last part, or its first, nobody let it go. */
    uint64_t looked_ns = self->wait.slices ? self->wait.slice_ns : self->wait.since_ns;
    __atomic_store_n(&self->board->looked_ns, looked_ns, __ATOMIC_RELAXED);
    if (!lc_across_is_shared(&self->board->want)) {
        return false; /* others of the process may be in a ring through it, and look */
    }
    if (lc_across_find_ring_locked(self, &s_ring) && (is_of_several() || has_shared_sem())) {
        return judge_ring(self);
    }
    uint32_t owner = lc_lost_owner_locked(self);
    return owner ? judge_owner(self, owner) : forget_ring(self);
}

bool lc_across_is_near(const struct lc_thread *self)
{
    return self->board && self->board->ring != 0;
}
