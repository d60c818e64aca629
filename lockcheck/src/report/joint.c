#include "report/joint.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "report/shared_lock.h"
#include "report/text_of.h"

/* A joint process under construction: what has which number already. */
struct joining {
    struct lc_arena *arena;
    struct lc_process *joint;
    const struct lc_process *from; /* of the step at hand */
    struct lc_map modules, stacks, threads, locks;
    uint32_t module_count, stack_count, thread_count, lock_count;
    bool no_memory;
};

static void put(struct joining *joining, struct lc_map *map, uint64_t key, const void *value)
{
    joining->no_memory |= lc_map_put(map, key, (void *)(uintptr_t)value) != 0;
}

/*
 * The number of `record` (of joining->from), or the next one; records of different traces are
 * different, since each lies in the copy of its own trace. *ret_new: it is to be filled in.
 */
static uint32_t number_of(struct joining *joining, struct lc_map *numbers, uint64_t key,
                          uint32_t *count, bool *ret_new)
{
    uint32_t number = (uint32_t)(uintptr_t)lc_map_get(numbers, key);
    *ret_new = number == 0;
    if (*ret_new) {
        number = ++*count;
        put(joining, numbers, key, (void *)(uintptr_t)number);
    }
    return number;
}

static uint32_t join_module(struct joining *joining, uint32_t id)
{
    const struct lc_trace_module *module = lc_process_module(joining->from, id);
    bool is_new;
    if (!module || joining->module_count >= UINT16_MAX) {
        return 0;
    }
    uint32_t number =
        number_of(joining, &joining->modules, (uintptr_t)module, &joining->module_count, &is_new);
    if (is_new) {
        put(joining, &joining->joint->modules, number, module);
    }
    return number;
}

static uint64_t join_frame(struct joining *joining, uint64_t frame)
{
    const uint64_t mask = (UINT64_C(1) << LC_FRAME_MODULE_SHIFT) - 1;
    uint32_t module = join_module(joining, (uint32_t)(frame >> LC_FRAME_MODULE_SHIFT));
    return (uint64_t)module << LC_FRAME_MODULE_SHIFT | (frame & mask);
}

static uint32_t join_stack(struct joining *joining, uint32_t id)
{
    const struct lc_trace_stack *stack = lc_process_stack(joining->from, id);
    bool is_new;
    if (!stack) {
        return 0;
    }
    uint32_t number =
        number_of(joining, &joining->stacks, (uintptr_t)stack, &joining->stack_count, &is_new);
    if (is_new) {
        struct lc_trace_stack *copy = lc_report_alloc(joining->arena, stack->record.bytes);
        memcpy(copy, stack, stack->record.bytes);
        for (uint32_t i = 0; i < copy->frame_count; i++) {
            copy->frames[i] = join_frame(joining, stack->frames[i]);
        }
        put(joining, &joining->joint->stacks, number, copy);
    }
    return number;
}

static void join_name(struct joining *joining, enum lc_name_of of, uint32_t id, uint32_t number,
                      struct lc_map *names)
{
    const struct lc_trace_name *name = lc_process_name(joining->from, of, id);
    if (name) {
        put(joining, names, number, name);
    }
}

/* A thread that the trace does not describe has a number all the same. */
static uint32_t join_thread(struct joining *joining, uint32_t id)
{
    const struct lc_trace_thread *thread = lc_process_thread(joining->from, id);
    uint64_t key = lc_hash_mix((uintptr_t)joining->from) ^ id;
    bool is_new;
    uint32_t number = number_of(joining, &joining->threads, key, &joining->thread_count, &is_new);
    if (is_new) {
        put(joining, &joining->joint->owners, number, joining->from);
    }
    if (is_new && thread) {
        struct lc_trace_thread *copy = lc_report_alloc(joining->arena, sizeof(*copy));
        *copy = *thread;
        copy->creator = 0;
        copy->create_stack = join_stack(joining, thread->create_stack);
        put(joining, &joining->joint->threads, number, copy);
        join_name(joining, LC_NAME_THREAD, id, number, &joining->joint->thread_names);
    }
    return number;
}

static void fill_lock(struct joining *joining, uint32_t id, uint32_t number,
                      const struct lc_trace_lock *lock)
{
    struct lc_process *joint = joining->joint;
    struct lc_trace_lock *copy = lc_report_alloc(joining->arena, sizeof(*copy));
    *copy = *lock;
    copy->id = number;
    copy->init_stack = join_stack(joining, lock->init_stack);
    copy->block_stack = join_stack(joining, lock->block_stack);
    if (lock->kind == LC_LOCK_THREAD) {
        copy->address = join_thread(joining, (uint32_t)lock->address);
    }
    const struct lc_trace_object *object = lc_process_object(joining->from, lock->module);
    if (lock->place == LC_PLACE_SHARED) {
        copy->module = number; /* an object for each lock */
    } else {
        copy->module = join_module(joining, lock->module);
    }
    if (copy->place == LC_PLACE_SHARED && object) {
        put(joining, &joint->objects, number, object);
    }
    put(joining, &joint->locks, number, copy);
    join_name(joining, LC_NAME_LOCK, id, number, &joint->lock_names);
    join_name(joining, LC_NAME_LOCK_CLASS, id, number, &joint->class_names);
}

static uint32_t join_lock(struct joining *joining, uint32_t id)
{
    const struct lc_trace_lock *lock = lc_process_lock(joining->from, id);
    uint64_t shared = lc_shared_lock_key(joining->from, id);
    bool is_new;
    if (id == 0) {
        return 0;
    }
    uint64_t key = shared ? shared : lc_hash_mix((uintptr_t)joining->from) ^ id;
    uint32_t number = number_of(joining, &joining->locks, key, &joining->lock_count, &is_new);
    if (is_new && lock) {
        fill_lock(joining, id, number, lock);
    }
    return number;
}

static size_t step_bytes(const struct lc_trace_step *step)
{
    return sizeof(*step) + step->held_count * sizeof(step->held[0]);
}

static void join_step(struct joining *joining, const struct lc_joint_step *from,
                      struct lc_trace_step *to)
{
    joining->from = from->process;
    memcpy(to, from->step, step_bytes(from->step));
    to->waited_ns = from->waited_ns;
    to->thread = join_thread(joining, from->step->thread);
    to->want = join_lock(joining, from->step->want);
    to->want_stack = join_stack(joining, from->step->want_stack);
    for (uint32_t i = 0; i < to->held_count; i++) {
        to->held[i].lock = join_lock(joining, from->step->held[i].lock);
        to->held[i].stack = join_stack(joining, from->step->held[i].stack);
    }
}

static void join_steps(struct joining *joining, const struct lc_joint *joint)
{
    size_t bytes = sizeof(struct lc_trace_finding);
    for (uint32_t i = 0; i < joint->step_count; i++) {
        bytes += step_bytes(joint->steps[i].step);
    }
    struct lc_trace_finding *finding = lc_report_alloc(joining->arena, bytes);
    *finding = joint->head;
    finding->record.type = LC_REC_FINDING;
    finding->record.bytes = (uint32_t)bytes;
    finding->record.flags &= (uint16_t)~LC_FINDING_PEERS;
    finding->step_count = joint->step_count;
    finding->steps_offset = sizeof(*finding);
    char *next = (char *)(finding + 1);
    for (uint32_t i = 0; i < joint->step_count; i++) {
        join_step(joining, &joint->steps[i], (void *)next);
        next += step_bytes(joint->steps[i].step);
    }
    const struct lc_trace_record **items = malloc(sizeof(items[0]));
    joining->no_memory |= items == NULL;
    if (items) {
        items[0] = &finding->record;
        joining->joint->findings = (struct lc_records){.items = items, .count = 1, .room = 1};
    }
}

/* As the first process, where one has to stand for all. */
static void copy_identity(struct lc_process *joint, const struct lc_process *first)
{
    joint->header = first->header;
    joint->trace_path = first->trace_path;
    joint->state = first->state;
    joint->executable = first->executable;
    joint->directory = first->directory;
    joint->run_id = first->run_id;
    joint->command = "";
}

int lc_joint_add(struct lc_model *model, const struct lc_joint *joint)
{
    struct joining joining = {.arena = &model->arena, .joint = lc_model_add_joint(model)};
    if (!joining.joint) {
        return -ENOMEM;
    }
    copy_identity(joining.joint, joint->steps[0].process);
    join_steps(&joining, joint);
    lc_map_fini(&joining.modules);
    lc_map_fini(&joining.stacks);
    lc_map_fini(&joining.threads);
    lc_map_fini(&joining.locks);
    return joining.no_memory ? -ENOMEM : 0;
}
