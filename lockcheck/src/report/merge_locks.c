/* Locks of several traces as one lc_order knows them: what is shared is one lock. */
#include "report/merge_order.h"
#include "report/shared_lock.h"

static void note_mode(struct lc_merge_order *merge, const struct lc_process *process, uint32_t lock,
                      uint32_t mode)
{
    uint64_t key = lc_shared_lock_key(process, lock);
    if (key && mode == LC_MODE_WRITE) {
        lc_merge_put(merge, &merge->written, key, 1);
    }
}

/* Of a semaphore that processes share: what any of them saw. */
enum sem_fact {
    SEM_BEGAN_AT_1 = 1,
    SEM_WAS_POSTED = 2, /* by its taker */
    SEM_IS_TRIED = 4,   /* without meaning to wait */
};

static void note_sems(struct lc_merge_order *merge, const struct lc_process *process)
{
    for (size_t i = 0; i < process->locks.slot_count; i++) {
        const struct lc_trace_lock *lock = process->locks.slots[i].value;
        uint64_t key =
            lock && lock->kind == LC_LOCK_SEM ? lc_shared_lock_key(process, lock->id) : 0;
        if (key) {
            lc_merge_put(merge, &merge->sem_facts, key,
                         lc_merge_get(&merge->sem_facts, key) |
                             (lock->flags & LC_LOCK_FLAG_BEGAN_AT_1 ? SEM_BEGAN_AT_1 : 0) |
                             (lock->flags & LC_LOCK_FLAG_UNPROVEN ? 0 : SEM_WAS_POSTED) |
                             (lock->flags & LC_LOCK_FLAG_DOUBTFUL ? SEM_IS_TRIED : 0));
        }
    }
}

/* What is true of a lock for all processes as soon as one of them says so. */
void lc_merge_look_ahead(struct lc_merge_order *merge, const struct lc_process *process)
{
    note_sems(merge, process);
    for (size_t i = 0; i < process->dependencies.count; i++) {
        const struct lc_trace_step *step =
            &((const struct lc_trace_dependency *)(const void *)process->dependencies.items[i])
                 ->step;
        note_mode(merge, process, step->want, step->want_mode);
        for (uint32_t j = 0; j < step->held_count; j++) {
            note_mode(merge, process, step->held[j].lock, step->held[j].mode);
        }
    }
    for (size_t i = 0; i < process->events.count; i++) {
        const struct lc_trace_event *event = (const void *)process->events.items[i];
        for (uint32_t j = 0; event->record.flags == LC_EVENT_WAITED && j < event->other_count;
             j++) {
            lc_merge_put(merge, &merge->waited, event->others[j], 1);
        }
    }
    for (size_t i = 0; i < process->locks_gone.slot_count; i++) {
        const struct lc_trace_lock_gone *gone = process->locks_gone.slots[i].value;
        uint64_t key = gone && gone->record.flags == LC_GONE_WITHDRAWN
                           ? lc_shared_lock_key(process, gone->lock)
                           : 0;
        if (key) {
            lc_merge_put(merge, &merge->no_locks, key, 1);
        }
    }
}

static bool is_withdrawn(const struct lc_process *process, uint32_t lock)
{
    const struct lc_trace_lock_gone *gone = lc_process_lock_gone(process, lock);
    return gone && gone->record.flags == LC_GONE_WITHDRAWN;
}

/* Whether the lock may be none, or another one, as far as its process knows. */
static bool is_doubtful(const struct lc_merge_order *merge, const struct lc_process *process,
                        const struct lc_trace_lock *lock, uint64_t key)
{
    uint32_t doubts = LC_LOCK_FLAG_DOUBTFUL | LC_LOCK_FLAG_UNPROVEN;
    if (!key) {
        return lock->flags & doubts;
    }
    const struct lc_trace_object *object = lc_process_object(process, lock->module);
    if (object && !object->birth_ns && !(object->record.flags & LC_OBJECT_UNIQUE)) {
        return true;
    }
    return lock->kind == LC_LOCK_SEM
               ? lc_merge_get(&merge->sem_facts, key) != (SEM_BEGAN_AT_1 | SEM_WAS_POSTED)
               : lock->flags & doubts;
}

static uint32_t flags_of(const struct lc_merge_order *merge, const struct lc_process *process,
                         uint32_t id, uint64_t key)
{
    const struct lc_trace_lock *lock = lc_process_lock(process, id);
    bool is_written = key && lc_merge_get(&merge->written, key);
    if (!lock) {
        return 0;
    }
    return (is_doubtful(merge, process, lock, key) ? LC_ORDER_LOCK_DOUBTFUL : 0) |
           (lock->flags & LC_LOCK_FLAG_WRITER_FIRST && is_written ? LC_ORDER_LOCK_WRITER_FIRST : 0);
}

lc_lock_id lc_merge_lock(struct lc_merge_order *merge, uint32_t index, uint32_t id)
{
    const struct lc_process *process = merge->model->processes[index];
    uint64_t shared = lc_shared_lock_key(process, id);
    struct lc_map *map = shared ? &merge->shared_locks : &merge->private_locks;
    uint64_t key = shared ? shared : lc_merge_key(index, id);
    if (id == 0 || is_withdrawn(process, id) ||
        (shared && lc_merge_get(&merge->no_locks, shared))) {
        return 0;
    }
    lc_lock_id lock = lc_merge_get(map, key);
    if (!lock) {
        lock = ++merge->last_lock;
        lc_merge_put(merge, map, key, lock);
        lc_order_lock_flags(merge->order, lock, flags_of(merge, process, id, shared));
    }
    return lock;
}

/* Every process that speaks of it from now on means another one. */
void lc_merge_lock_end(struct lc_merge_order *merge, uint32_t index, uint32_t id)
{
    uint64_t key = lc_shared_lock_key(merge->model->processes[index], id);
    lc_lock_id lock = key ? lc_merge_get(&merge->shared_locks, key) : 0;
    if (lock) {
        lc_order_lock_end(merge->order, lock);
        lc_merge_put(merge, &merge->shared_locks, key, ++merge->last_lock);
    }
}
