#include "report/completeness.h"

#include "report/text_of.h"

struct reasons {
    struct lc_arena *arena;
    const char **items;
    size_t count;
};

static void add(struct reasons *reasons, const char *text)
{
    if (reasons->count < LC_INCOMPLETE_MAX) {
        reasons->items[reasons->count++] = text;
    }
}

static void add_count(struct reasons *reasons, uint64_t count, const char *what)
{
    if (count) {
        add(reasons, lc_text_of(reasons->arena, "%llu %s", (unsigned long long)count, what));
    }
}

size_t lc_process_incomplete(struct lc_arena *arena, const struct lc_process *process,
                             const char *ret_reasons[LC_INCOMPLETE_MAX])
{
    struct reasons reasons = {arena, ret_reasons, 0};
    const struct lc_trace_counts *counts = &process->header.counts;
    for (size_t i = 0; i < process->notes.count; i++) {
        const struct lc_trace_note *note = (const void *)process->notes.items[i];
        if (note->record.flags & 1) {
            add(&reasons,
                lc_text_plain(arena, lc_trace_text(&note->record, note->text), note->text.bytes));
        }
    }
    add_count(&reasons, counts->dropped_no_memory, "dependencies or stacks dropped: no memory");
    add_count(&reasons, counts->dropped_trace_full, "records did not fit into the trace");
    add_count(&reasons, counts->dropped_search, "searches for a ring cut short");
    add_count(&reasons, counts->forgotten_locks, "destroyed locks forgotten");
    if (counts->dropped_other && reasons.count == 0) {
        add_count(&reasons, counts->dropped_other, "events dropped");
    }
    /* The newest record of a process that runs may be half written: that is no damage. */
    if (process->reader.cut && process->state != LC_PROCESS_RUNNING) {
        add(&reasons, "the end of the trace is missing or damaged");
    }
    add_count(&reasons, process->reader.skipped, "damaged records passed over");
    return reasons.count;
}
