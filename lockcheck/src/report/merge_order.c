#include "report/merge_order.h"

#include <errno.h>
#include <stdlib.h>

#include "base/compiler.h"

/* ---- Threads ---- */

enum { ROOT = 0 }; /* no thread's id: stands for what a process is after as a whole */

static lc_thread_id new_thread(struct lc_merge_order *merge, uint32_t index, uint32_t id)
{
    struct lc_merge_process *process = &merge->processes[index];
    if (process->thread_count == process->thread_room) {
        size_t room = process->thread_room ? process->thread_room * 2 : 8;
        lc_thread_id *threads = realloc(process->threads, room * sizeof(threads[0]));
        if (!threads) {
            merge->no_memory = true;
            return 0;
        }
        process->threads = threads;
        process->thread_room = room;
    }
    lc_thread_id thread = ++merge->last_thread;
    process->threads[process->thread_count++] = thread;
    lc_merge_put(merge, &merge->threads, lc_merge_key(index, id), thread);
    return thread;
}

lc_thread_id lc_merge_thread(struct lc_merge_order *merge, uint32_t index, uint32_t id)
{
    lc_thread_id thread = lc_merge_get(&merge->threads, lc_merge_key(index, id));
    if (!thread && (thread = new_thread(merge, index, id)) != 0) {
        lc_thread_id root = lc_merge_get(&merge->threads, lc_merge_key(index, ROOT));
        lc_order_thread_start(merge->order, thread, id == ROOT ? 0 : root);
    }
    return thread;
}

/* ---- Processes ---- */

static bool same_machine(const struct lc_process *a, const struct lc_process *b)
{
    return a->header.boot_id == b->header.boot_id;
}

/* The process that `process` is a copy of, by its own word; -1: not among these. */
static int forked_from(const struct lc_merge_order *merge, const struct lc_process *process)
{
    for (size_t i = 0; process->forked && i < merge->model->process_count; i++) {
        const struct lc_process *other = merge->model->processes[i];
        if (other->header.pid == process->forked->parent_pid &&
            other->header.start_monotonic_ns == process->forked->parent_start_ns &&
            same_machine(process, other)) {
            return (int)i;
        }
    }
    return -1;
}

/* The last process with this pid that began before; -1: none. */
static int last_with_pid(const struct lc_merge_order *merge, uint32_t index, uint32_t pid)
{
    const struct lc_process *process = merge->model->processes[index];
    int found = -1;
    for (size_t i = 0; i < merge->model->process_count; i++) {
        const struct lc_process *other = merge->model->processes[i];
        if (i != index && merge->processes[i].has_begun && other->header.pid == pid &&
            same_machine(process, other)) {
            found = (int)i;
        }
    }
    return found;
}

/* The earlier image of the same process, before exec; -1: none. */
static int image_before(const struct lc_merge_order *merge, uint32_t index)
{
    int before = last_with_pid(merge, index, merge->model->processes[index]->header.pid);
    bool is_image = before >= 0 && merge->model->processes[before]->header.state == LC_TRACE_EXECED;
    return is_image ? before : -1;
}

/* All that the other process did until now is before what this one will do. */
static void begin_after_all(struct lc_merge_order *merge, lc_thread_id root, uint32_t other)
{
    const struct lc_merge_process *process = &merge->processes[other];
    for (size_t i = 0; i < process->thread_count; i++) {
        lc_order_thread_start(merge->order, root, process->threads[i]);
    }
}

void lc_merge_begin(struct lc_merge_order *merge, uint32_t index)
{
    const struct lc_process *process = merge->model->processes[index];
    int origin = forked_from(merge, process);
    int relative = image_before(merge, index);
    lc_thread_id root = new_thread(merge, index, ROOT);
    lc_thread_id moment = 0;
    merge->processes[index].has_begun = true;
    if (origin >= 0) {
        moment = lc_merge_thread(merge, (uint32_t)origin, process->forked->parent_thread);
    } else if (relative < 0) {
        moment = lc_merge_get(&merge->spawned, process->header.pid);
        relative = last_with_pid(merge, index, process->header.parent_pid);
    }
    lc_order_thread_start(merge->order, root, moment);
    if (!moment && relative >= 0) {
        begin_after_all(merge, root, (uint32_t)relative);
    }
}

/* The process with this pid will begin after this, whatever its parent does meanwhile. */
static void spawn(struct lc_merge_order *merge, lc_thread_id parent, uint32_t pid)
{
    lc_thread_id moment = ++merge->last_thread;
    lc_order_thread_start(merge->order, moment, parent);
    lc_merge_put(merge, &merge->spawned, pid, moment);
}

/* Processes started unseen (vfork, system) may have been waited for unseen, too. */
void lc_merge_end(struct lc_merge_order *merge, uint32_t index)
{
    const struct lc_process *process = merge->model->processes[index];
    int parent = last_with_pid(merge, index, process->header.parent_pid);
    if (process->forked || parent < 0 || process->header.state == LC_TRACE_EXECED ||
        lc_merge_get(&merge->spawned, process->header.pid) ||
        lc_merge_get(&merge->waited, process->header.pid)) {
        return;
    }
    const struct lc_merge_process *sides[] = {&merge->processes[index], &merge->processes[parent]};
    size_t count = sides[0]->thread_count + sides[1]->thread_count;
    lc_thread_id *threads = calloc(count + 1, sizeof(threads[0]));
    if (!threads) {
        merge->no_memory = true;
        return;
    }
    size_t used = 0;
    for (size_t i = 0; i < LC_COUNT_OF(sides); i++) {
        for (size_t j = 0; j < sides[i]->thread_count; j++) {
            threads[used++] = sides[i]->threads[j];
        }
    }
    lc_order_phase(merge->order, threads, used);
    free(threads);
}

static void join_process(struct lc_merge_order *merge, lc_thread_id waiter, uint32_t index)
{
    struct lc_merge_process *process = &merge->processes[index];
    for (size_t i = 0; i < process->thread_count; i++) {
        lc_order_thread_join(merge->order, waiter, process->threads[i]);
    }
    process->is_over = true;
}

/* All images of the process that has this pid now. */
static void join_pid(struct lc_merge_order *merge, uint32_t waiter_process, lc_thread_id waiter,
                     uint32_t pid)
{
    for (uint32_t i = 0; i < merge->model->process_count; i++) {
        const struct lc_process *process = merge->model->processes[i];
        if (process->header.pid == pid && merge->processes[i].has_begun &&
            !merge->processes[i].is_over &&
            same_machine(process, merge->model->processes[waiter_process])) {
            join_process(merge, waiter, i);
        }
    }
}

/* ---- Events ---- */

static void phase(struct lc_merge_order *merge, uint32_t process,
                  const struct lc_trace_event *event)
{
    lc_thread_id *threads = calloc((size_t)event->other_count + 1, sizeof(threads[0]));
    if (!threads) {
        merge->no_memory = true;
        return;
    }
    for (uint32_t i = 0; i < event->other_count; i++) {
        threads[i] = lc_merge_thread(merge, process, event->others[i]);
    }
    lc_order_phase(merge->order, threads, event->other_count);
    free(threads);
}

static void start_thread(struct lc_merge_order *merge, uint32_t process, uint32_t id,
                         uint32_t creator)
{
    lc_thread_id thread = lc_merge_get(&merge->threads, lc_merge_key(process, id));
    lc_thread_id parent = lc_merge_thread(merge, process, creator);
    thread = thread ? thread : new_thread(merge, process, id);
    if (thread && parent) {
        lc_order_thread_start(merge->order, thread, parent);
    }
}

void lc_merge_event(struct lc_merge_order *merge, uint32_t process,
                    const struct lc_trace_event *event)
{
    if (event->record.flags == LC_EVENT_PHASE) {
        phase(merge, process, event);
        return;
    }
    for (uint32_t i = 0; i < event->other_count; i++) {
        uint32_t other = event->others[i];
        switch (event->record.flags) {
        case LC_EVENT_THREAD_START:
            start_thread(merge, process, event->thread, other);
            break;
        case LC_EVENT_THREAD_JOIN:
            lc_order_thread_join(merge->order, lc_merge_thread(merge, process, event->thread),
                                 lc_merge_thread(merge, process, other));
            break;
        case LC_EVENT_SPAWNED:
            spawn(merge, lc_merge_thread(merge, process, event->thread), other);
            break;
        case LC_EVENT_WAITED:
            join_pid(merge, process, lc_merge_thread(merge, process, event->thread), other);
            break;
        case LC_EVENT_LOCK_END:
            lc_merge_lock_end(merge, process, other);
            break;
        default:
            break;
        }
    }
}

/* ---- Life ---- */

int lc_merge_order_init(struct lc_merge_order *merge, const struct lc_model *model)
{
    *merge = (struct lc_merge_order){.model = model};
    lc_arena_init(&merge->arena, &lc_arena_heap, SIZE_MAX);
    merge->order = lc_order_new(&merge->arena);
    merge->processes = calloc(model->process_count + 1, sizeof(merge->processes[0]));
    if (!merge->order || !merge->processes) {
        return -ENOMEM;
    }
    for (size_t i = 0; i < model->process_count; i++) {
        lc_merge_look_ahead(merge, model->processes[i]);
    }
    return merge->no_memory ? -ENOMEM : 0;
}

void lc_merge_order_fini(struct lc_merge_order *merge)
{
    for (size_t i = 0; merge->processes && i < merge->model->process_count; i++) {
        free(merge->processes[i].threads);
    }
    free(merge->processes);
    lc_map_fini(&merge->threads);
    lc_map_fini(&merge->private_locks);
    lc_map_fini(&merge->shared_locks);
    lc_map_fini(&merge->no_locks);
    lc_map_fini(&merge->written);
    lc_map_fini(&merge->sem_facts);
    lc_map_fini(&merge->spawned);
    lc_map_fini(&merge->waited);
    lc_arena_fini(&merge->arena);
}
