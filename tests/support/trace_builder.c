#include "support/trace_builder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t aligned(size_t bytes)
{
    return (bytes + LC_TRACE_ALIGN - 1) & ~(size_t)(LC_TRACE_ALIGN - 1);
}

/* Room for `bytes` zeroed bytes at the end. */
static void *append(struct trace_builder *builder, size_t bytes)
{
    bytes = aligned(bytes);
    if (builder->count + bytes > builder->room) {
        builder->room = (builder->count + bytes) * 2;
        builder->bytes = realloc(builder->bytes, builder->room);
        if (!builder->bytes) {
            perror("trace_builder");
            abort();
        }
    }
    void *at = builder->bytes + builder->count;
    memset(at, 0, bytes);
    builder->count += bytes;
    struct lc_trace_header *header = (void *)builder->bytes;
    header->used_bytes = builder->count;
    return at;
}

static void *append_record(struct trace_builder *builder, enum lc_trace_type type, size_t bytes)
{
    struct lc_trace_record *record = append(builder, bytes);
    record->bytes = (uint32_t)aligned(bytes);
    record->type = (uint16_t)type;
    return record;
}

/* Copy `text` to the record's offset *at, and step over it. */
static struct lc_trace_string put_text(void *record, size_t *at, const char *text)
{
    size_t bytes = strlen(text);
    memcpy((char *)record + *at, text, bytes);
    struct lc_trace_string string = {(uint32_t)*at, (uint32_t)bytes};
    *at += bytes;
    return string;
}

void trace_builder_init(struct trace_builder *builder, uint32_t pid)
{
    memset(builder, 0, sizeof(*builder));
    struct lc_trace_header *header = append(builder, sizeof(*header));
    memcpy(header->magic, LC_TRACE_MAGIC, sizeof(LC_TRACE_MAGIC));
    header->version = LC_TRACE_VERSION;
    header->header_bytes = sizeof(*header);
    header->pid = pid;
    header->parent_pid = 1;
    header->state = LC_TRACE_EXITED;
}

void trace_builder_fini(struct trace_builder *builder)
{
    free(builder->bytes);
    memset(builder, 0, sizeof(*builder));
}

struct lc_trace_header *trace_builder_header(struct trace_builder *builder)
{
    return (void *)builder->bytes;
}

bool trace_builder_save(const struct trace_builder *builder, const char *path)
{
    FILE *file = fopen(path, "w");
    if (!file) {
        perror(path);
        return false;
    }
    bool written = fwrite(builder->bytes, 1, builder->count, file) == builder->count;
    if (fclose(file) != 0 || !written) {
        perror(path);
        return false;
    }
    return true;
}

void trace_add_process(struct trace_builder *builder, const char *executable, const char *directory,
                       const char *run_id)
{
    size_t at = sizeof(struct lc_trace_process);
    size_t tail = 2 * strlen(executable) + strlen(directory) + strlen(run_id) + 1;
    struct lc_trace_process *process = append_record(builder, LC_REC_PROCESS, at + tail);
    process->executable = put_text(process, &at, executable);
    process->command = put_text(process, &at, executable);
    process->command.bytes++; /* each argument is ended by a zero byte */
    at++;
    process->directory = put_text(process, &at, directory);
    process->run_id = put_text(process, &at, run_id);
}

uint32_t trace_add_module(struct trace_builder *builder, const char *path, const void *build_id,
                          uint32_t build_id_bytes)
{
    size_t at = sizeof(struct lc_trace_module);
    struct lc_trace_module *module = append_record(builder, LC_REC_MODULE, at + strlen(path));
    module->id = ++builder->ids[LC_REC_MODULE];
    module->build_id_bytes = build_id_bytes;
    if (build_id_bytes) {
        memcpy(module->build_id, build_id, build_id_bytes);
    }
    module->path = put_text(module, &at, path);
    return module->id;
}

uint32_t trace_add_stack(struct trace_builder *builder, uint16_t flags, const uint64_t *frames,
                         uint32_t frame_count)
{
    size_t tail = frame_count * sizeof(frames[0]);
    struct lc_trace_stack *stack =
        append_record(builder, LC_REC_STACK, sizeof(struct lc_trace_stack) + tail);
    stack->record.flags = flags;
    stack->id = ++builder->ids[LC_REC_STACK];
    stack->frame_count = frame_count;
    if (frame_count) {
        memcpy(stack->frames, frames, tail);
    }
    return stack->id;
}

uint32_t trace_add_thread(struct trace_builder *builder, const char *name, uint32_t creator,
                          uint32_t create_stack)
{
    struct lc_trace_thread *thread =
        append_record(builder, LC_REC_THREAD, sizeof(struct lc_trace_thread));
    thread->id = ++builder->ids[LC_REC_THREAD];
    thread->tid = trace_builder_header(builder)->pid + thread->id - 1;
    thread->creator = creator;
    thread->create_stack = create_stack;
    memcpy(thread->name, name, strnlen(name, sizeof(thread->name)));
    return thread->id;
}

void trace_add_name(struct trace_builder *builder, enum lc_name_of of, uint32_t id,
                    const char *text)
{
    size_t at = sizeof(struct lc_trace_name);
    struct lc_trace_name *name = append_record(builder, LC_REC_NAME, at + strlen(text));
    name->record.flags = (uint16_t)of;
    name->id = id;
    name->name = put_text(name, &at, text);
}

uint32_t trace_add_lock(struct trace_builder *builder, const struct lc_trace_lock *fields)
{
    struct lc_trace_lock *lock = append_record(builder, LC_REC_LOCK, sizeof(*lock));
    struct lc_trace_record record = lock->record;
    *lock = *fields;
    lock->record = record;
    lock->id = ++builder->ids[LC_REC_LOCK];
    return lock->id;
}

void trace_add_lock_gone(struct trace_builder *builder, uint32_t lock, uint32_t stack,
                         enum lc_gone_reason reason)
{
    struct lc_trace_lock_gone *gone = append_record(builder, LC_REC_LOCK_GONE, sizeof(*gone));
    gone->record.flags = (uint16_t)reason;
    gone->lock = lock;
    gone->stack = stack;
}

void trace_add_use(struct trace_builder *builder, const struct lc_trace_use *fields)
{
    struct lc_trace_use *use = append_record(builder, LC_REC_USE, sizeof(*use));
    struct lc_trace_record head = use->record;
    *use = *fields;
    use->record = head;
}

static size_t step_bytes(const struct trace_step *step)
{
    return sizeof(struct lc_trace_step) + step->held_count * sizeof(struct lc_trace_held);
}

static void put_step(void *at, const struct trace_step *from)
{
    struct lc_trace_step *step = at;
    step->thread = from->thread;
    step->want = from->want;
    step->want_mode = from->want_mode;
    step->want_stack = from->want_stack;
    step->waited_ns = from->waited_ns;
    step->held_count = from->held_count;
    if (from->held_count) {
        memcpy(step->held, from->held, from->held_count * sizeof(from->held[0]));
    }
}

uint32_t trace_add_dependency(struct trace_builder *builder, const struct trace_step *step)
{
    size_t before = offsetof(struct lc_trace_dependency, step);
    struct lc_trace_dependency *dependency =
        append_record(builder, LC_REC_DEPENDENCY, before + step_bytes(step));
    dependency->id = ++builder->ids[LC_REC_DEPENDENCY];
    put_step(&dependency->step, step);
    return dependency->id;
}

uint32_t trace_add_finding(struct trace_builder *builder, enum lc_finding_kind kind,
                           enum lc_tier tier, const struct trace_step *steps, uint32_t step_count)
{
    size_t at = sizeof(struct lc_trace_finding);
    size_t tail = 0;
    for (uint32_t i = 0; i < step_count; i++) {
        tail += step_bytes(&steps[i]);
    }
    struct lc_trace_finding *finding = append_record(builder, LC_REC_FINDING, at + tail);
    finding->id = ++builder->ids[LC_REC_FINDING];
    finding->kind = (uint16_t)kind;
    finding->tier = (uint16_t)tier;
    finding->step_count = step_count;
    finding->steps_offset = (uint32_t)at;
    for (uint32_t i = 0; i < step_count; i++) {
        put_step((char *)finding + at, &steps[i]);
        at += step_bytes(&steps[i]);
    }
    trace_builder_header(builder)->counts.findings++;
    return finding->id;
}

uint32_t trace_add_object(struct trace_builder *builder, uint64_t inode, uint64_t birth_ns,
                          bool is_unique)
{
    struct lc_trace_object *object = append_record(builder, LC_REC_OBJECT, sizeof(*object));
    object->id = ++builder->ids[LC_REC_OBJECT];
    object->record.flags = is_unique ? LC_OBJECT_UNIQUE : 0;
    object->device = 1;
    object->inode = inode;
    object->birth_ns = birth_ns;
    return object->id;
}

void trace_add_event(struct trace_builder *builder, enum lc_event what, uint64_t at_ns,
                     uint32_t thread, const uint32_t *others, uint32_t other_count)
{
    size_t tail = other_count * sizeof(others[0]);
    struct lc_trace_event *event = append_record(builder, LC_REC_EVENT, sizeof(*event) + tail);
    event->record.flags = (uint16_t)what;
    event->at_ns = at_ns;
    event->thread = thread;
    event->other_count = other_count;
    memcpy(event->others, others, tail);
}

void trace_add_forked(struct trace_builder *builder, uint64_t at_ns, uint32_t parent_pid,
                      uint64_t parent_start_ns, uint32_t parent_thread)
{
    struct lc_trace_forked *forked = append_record(builder, LC_REC_FORKED, sizeof(*forked));
    forked->at_ns = at_ns;
    forked->parent_pid = parent_pid;
    forked->parent_start_ns = parent_start_ns;
    forked->parent_thread = parent_thread;
}

void trace_add_note(struct trace_builder *builder, bool incomplete, const char *text)
{
    size_t at = sizeof(struct lc_trace_note);
    struct lc_trace_note *note = append_record(builder, LC_REC_NOTE, at + strlen(text));
    note->record.flags = incomplete ? 1 : 0;
    note->text = put_text(note, &at, text);
}
