#include "report/model.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/process_state.h"
#include "report/text_of.h"

static int append(struct lc_records *records, const struct lc_trace_record *record)
{
    if (records->count == records->room) {
        size_t room = records->room ? records->room * 2 : 64;
        const struct lc_trace_record **items =
            realloc((void *)records->items, room * sizeof(records->items[0]));
        if (!items) {
            return -ENOMEM;
        }
        records->items = items;
        records->room = room;
    }
    records->items[records->count++] = record;
    return 0;
}

static int put(struct lc_map *map, uint32_t id, const struct lc_trace_record *record)
{
    return id ? lc_map_put(map, id, (void *)(uintptr_t)record) : 0;
}

static void take_process(struct lc_model *model, struct lc_process *process,
                         const struct lc_trace_process *record)
{
    struct lc_arena *arena = &model->arena;
    const struct lc_trace_record *head = &record->record;
    process->executable =
        lc_text_plain(arena, lc_trace_text(head, record->executable), record->executable.bytes);
    process->directory =
        lc_text_plain(arena, lc_trace_text(head, record->directory), record->directory.bytes);
    process->run_id =
        lc_text_plain(arena, lc_trace_text(head, record->run_id), record->run_id.bytes);
    process->command = lc_trace_text(head, record->command);
    process->command_bytes = record->command.bytes;
}

static struct lc_map *names_of(struct lc_process *process, unsigned int of)
{
    switch (of) {
    case LC_NAME_THREAD:
        return &process->thread_names;
    case LC_NAME_LOCK:
        return &process->lock_names;
    case LC_NAME_LOCK_CLASS:
        return &process->class_names;
    default:
        return NULL;
    }
}

static int take_name(struct lc_process *process, const struct lc_trace_name *name)
{
    struct lc_map *names = names_of(process, name->record.flags);
    return names ? put(names, name->id, &name->record) : 0;
}

static int take(struct lc_model *model, struct lc_process *process,
                const struct lc_trace_record *record)
{
    switch (record->type) {
    case LC_REC_PROCESS:
        take_process(model, process, (const void *)record);
        return 0;
    case LC_REC_MODULE:
        return put(&process->modules, ((const struct lc_trace_module *)record)->id, record);
    case LC_REC_STACK:
        return put(&process->stacks, ((const struct lc_trace_stack *)record)->id, record);
    case LC_REC_THREAD:
        return put(&process->threads, ((const struct lc_trace_thread *)record)->id, record);
    case LC_REC_LOCK:
        return put(&process->locks, ((const struct lc_trace_lock *)record)->id, record);
    case LC_REC_LOCK_GONE:
        return put(&process->locks_gone, ((const struct lc_trace_lock_gone *)record)->lock, record);
    case LC_REC_NAME:
        return take_name(process, (const void *)record);
    case LC_REC_DEPENDENCY:
        return append(&process->dependencies, record);
    case LC_REC_FINDING:
        return append(&process->findings, record);
    case LC_REC_NOTE:
        return append(&process->notes, record);
    case LC_REC_OBJECT:
        return put(&process->objects, ((const struct lc_trace_object *)record)->id, record);
    case LC_REC_EVENT:
        return append(&process->events, record);
    case LC_REC_USE:
        return append(&process->uses, record);
    case LC_REC_FORKED:
        process->forked = (const void *)record;
        return 0;
    case LC_REC_PEER:
        return put(&process->peers, ((const struct lc_trace_peer *)record)->id, record);
    default:
        return 0;
    }
}

static void process_free(struct lc_process *process)
{
    struct lc_map *maps[] = {&process->modules,    &process->stacks,      &process->threads,
                             &process->locks,      &process->locks_gone,  &process->thread_names,
                             &process->lock_names, &process->class_names, &process->objects,
                             &process->peers,      &process->owners};
    for (size_t i = 0; i < LC_COUNT_OF(maps); i++) {
        lc_map_fini(maps[i]);
    }
    free((void *)process->findings.items);
    free((void *)process->dependencies.items);
    free((void *)process->notes.items);
    free((void *)process->events.items);
    free((void *)process->uses.items);
    lc_trace_close(&process->reader);
    free(process);
}

static int load(struct lc_model *model, struct lc_process *process)
{
    process->executable = process->directory = process->run_id = process->command = "";
    process->header = lc_trace_header(&process->reader);
    const struct lc_trace_record *record;
    while ((record = lc_trace_next(&process->reader))) {
        int error = take(model, process, record);
        if (error) {
            return error;
        }
    }
    process->state = lc_process_state_now(&process->header);
    return 0;
}

/* Keeps the processes in order of start; equal starts in order of arrival. */
static int insert(struct lc_model *model, struct lc_process *process)
{
    struct lc_process **processes =
        realloc(model->processes, (model->process_count + 1) * sizeof(model->processes[0]));
    if (!processes) {
        return -ENOMEM;
    }
    model->processes = processes;
    size_t at = model->process_count++;
    while (at > 0 &&
           processes[at - 1]->header.start_realtime_ns > process->header.start_realtime_ns) {
        processes[at] = processes[at - 1];
        at--;
    }
    processes[at] = process;
    return 0;
}

static int put_aside(struct lc_model *model, struct lc_process *process)
{
    struct lc_process **asides =
        realloc(model->asides, (model->aside_count + 1) * sizeof(model->asides[0]));
    if (!asides) {
        return -ENOMEM;
    }
    model->asides = asides;
    model->asides[model->aside_count++] = process;
    return 0;
}

void lc_model_init(struct lc_model *model)
{
    *model = (struct lc_model){0};
    lc_arena_init(&model->arena, &lc_arena_heap, SIZE_MAX);
}

void lc_model_fini(struct lc_model *model)
{
    for (size_t i = 0; i < model->process_count; i++) {
        process_free(model->processes[i]);
    }
    for (size_t i = 0; i < model->joint_count; i++) {
        process_free(model->joints[i]);
    }
    for (size_t i = 0; i < model->aside_count; i++) {
        process_free(model->asides[i]);
    }
    free(model->asides);
    free(model->processes);
    free(model->joints);
    lc_arena_fini(&model->arena);
    *model = (struct lc_model){0};
}

struct lc_process *lc_model_add_joint(struct lc_model *model)
{
    struct lc_process **joints =
        realloc(model->joints, (model->joint_count + 1) * sizeof(model->joints[0]));
    struct lc_process *joint = joints ? calloc(1, sizeof(*joint)) : NULL;
    model->joints = joints ? joints : model->joints;
    if (joint) {
        model->joints[model->joint_count++] = joint;
    }
    return joint;
}

struct lc_process *lc_model_add_witness(struct lc_model *model, const char *path)
{
    struct lc_process *process = lc_model_add_joint(model);
    if (!process || lc_trace_open(&process->reader, path) != 0) {
        return NULL;
    }
    process->trace_path = lc_text_of(&model->arena, "%s", path);
    int error = load(model, process);
    process->findings.count = 0;
    return error ? NULL : process;
}

/* `fd` < 0: open `called` as a file. */
static int add(struct lc_model *model, int fd, const char *called, const char **ret_error)
{
    struct lc_process *process = calloc(1, sizeof(*process));
    if (!process) {
        *ret_error = "no memory";
        return -ENOMEM;
    }
    int error =
        fd < 0 ? lc_trace_open(&process->reader, called) : lc_trace_open_fd(&process->reader, fd);
    if (error) {
        *ret_error = lc_text_of(&model->arena, "%s", lc_trace_error(&process->reader));
        process_free(process);
        return error;
    }
    process->trace_path = lc_text_of(&model->arena, "%s", called);
    error = load(model, process);
    if (!error) {
        bool is_aside = process->header.state == LC_TRACE_ASIDE;
        error = is_aside ? put_aside(model, process) : insert(model, process);
    }
    if (error) {
        *ret_error = lc_text_of(&model->arena, "%s", strerror(-error));
        process_free(process);
    }
    return error;
}

int lc_model_add_file(struct lc_model *model, const char *path, const char **ret_error)
{
    return add(model, -1, path, ret_error);
}

int lc_model_add_fd(struct lc_model *model, int fd, const char *called, const char **ret_error)
{
    return add(model, fd, called, ret_error);
}

const struct lc_process *lc_process_of_thread(const struct lc_process *process, uint32_t thread)
{
    const struct lc_process *owner = lc_map_get(&process->owners, thread);
    return owner ? owner : process;
}

const struct lc_trace_object *lc_process_object(const struct lc_process *process, uint32_t id)
{
    return lc_map_get(&process->objects, id);
}

const struct lc_trace_peer *lc_process_peer(const struct lc_process *process, uint32_t id)
{
    return lc_map_get(&process->peers, id);
}

const struct lc_trace_module *lc_process_module(const struct lc_process *process, uint32_t id)
{
    return lc_map_get(&process->modules, id);
}

const struct lc_trace_stack *lc_process_stack(const struct lc_process *process, uint32_t id)
{
    return lc_map_get(&process->stacks, id);
}

const struct lc_trace_thread *lc_process_thread(const struct lc_process *process, uint32_t id)
{
    return lc_map_get(&process->threads, id);
}

const struct lc_trace_lock *lc_process_lock(const struct lc_process *process, uint32_t id)
{
    return lc_map_get(&process->locks, id);
}

const struct lc_trace_lock_gone *lc_process_lock_gone(const struct lc_process *process,
                                                      uint32_t lock)
{
    return lc_map_get(&process->locks_gone, lock);
}

const struct lc_trace_name *lc_process_name(const struct lc_process *process, enum lc_name_of of,
                                            uint32_t id)
{
    const struct lc_map *names = names_of((struct lc_process *)(uintptr_t)process, of);
    return names ? lc_map_get(names, id) : NULL;
}
