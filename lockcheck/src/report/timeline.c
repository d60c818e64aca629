#include "report/timeline.h"

#include <errno.h>
#include <stdlib.h>

#include "report/shared_lock.h"

static int by_time(const void *left, const void *right)
{
    const struct lc_moment *a = left;
    const struct lc_moment *b = right;
    if (a->at_ns != b->at_ns) {
        return a->at_ns < b->at_ns ? -1 : 1;
    }
    if (a->process != b->process) {
        return a->process < b->process ? -1 : 1;
    }
    if (a->kind == LC_MOMENT_BEGIN || b->kind == LC_MOMENT_BEGIN) {
        return a->kind == LC_MOMENT_BEGIN ? -1 : 1;
    }
    /* Of one process: as they stand in its trace. END has no record, and is last. */
    if (!a->record || !b->record) {
        return a->record ? -1 : b->record ? 1 : 0;
    }
    return (uintptr_t)a->record < (uintptr_t)b->record ? -1 : a->record != b->record;
}

static uint64_t begin_of(const struct lc_process *process)
{
    return process->forked ? process->forked->at_ns : process->header.start_monotonic_ns;
}

static void add(struct lc_timeline *timeline, uint32_t process, enum lc_moment_kind kind,
                uint64_t at_ns, const struct lc_trace_record *record)
{
    timeline->items[timeline->count++] = (struct lc_moment){at_ns, process, kind, record};
}

static void add_process(struct lc_timeline *timeline, const struct lc_process *process,
                        uint32_t index)
{
    add(timeline, index, LC_MOMENT_BEGIN, begin_of(process), NULL);
    for (size_t i = 0; i < process->events.count; i++) {
        const struct lc_trace_event *event = (const void *)process->events.items[i];
        add(timeline, index, LC_MOMENT_EVENT, event->at_ns, &event->record);
    }
    for (size_t i = 0; i < process->dependencies.count && lc_process_shares(process); i++) {
        const struct lc_trace_dependency *dependency = (const void *)process->dependencies.items[i];
        add(timeline, index, LC_MOMENT_DEPENDENCY, dependency->step.at_ns, &dependency->record);
    }
    if (process->header.end_monotonic_ns) {
        add(timeline, index, LC_MOMENT_END, process->header.end_monotonic_ns, NULL);
    }
}

/* The same trace given twice is one process. */
static bool is_repeated(const struct lc_model *model, size_t index)
{
    const struct lc_trace_header *header = &model->processes[index]->header;
    for (size_t i = 0; i < index; i++) {
        const struct lc_trace_header *other = &model->processes[i]->header;
        if (other->pid == header->pid && other->boot_id == header->boot_id &&
            other->start_monotonic_ns == header->start_monotonic_ns) {
            return true;
        }
    }
    return false;
}

int lc_timeline_init(struct lc_timeline *timeline, const struct lc_model *model)
{
    size_t room = 0;
    for (size_t i = 0; i < model->process_count; i++) {
        const struct lc_process *process = model->processes[i];
        room += process->events.count + process->dependencies.count + 2;
    }
    *timeline = (struct lc_timeline){.items = calloc(room + 1, sizeof(timeline->items[0]))};
    if (!timeline->items) {
        return -ENOMEM;
    }
    for (size_t i = 0; i < model->process_count; i++) {
        if (!is_repeated(model, i)) {
            add_process(timeline, model->processes[i], (uint32_t)i);
        }
    }
    qsort(timeline->items, timeline->count, sizeof(timeline->items[0]), by_time);
    return 0;
}

void lc_timeline_fini(struct lc_timeline *timeline)
{
    free(timeline->items);
    *timeline = (struct lc_timeline){0};
}
