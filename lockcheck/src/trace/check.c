#include "trace/check.h"

#include <stdbool.h>
#include <stddef.h>

#include "trace/format_shared.h"
#include "trace/layouts.h"

/* A record of at least the fixed part of TYPE. */
#define WHOLE(record, type) ((record)->bytes >= sizeof(struct type))

static bool string_fits(const struct lc_trace_record *record, struct lc_trace_string string)
{
    return string.bytes == 0 ||
           (string.offset <= record->bytes && string.bytes <= record->bytes - string.offset);
}

static bool process_fits(const struct lc_trace_record *record)
{
    const struct lc_trace_process *process = (const void *)record;
    return WHOLE(record, lc_trace_process) && string_fits(record, process->executable) &&
           string_fits(record, process->command) && string_fits(record, process->directory) &&
           string_fits(record, process->run_id);
}

static bool module_fits(const struct lc_trace_record *record)
{
    const struct lc_trace_module *module = (const void *)record;
    return WHOLE(record, lc_trace_module) && module->build_id_bytes <= sizeof(module->build_id) &&
           string_fits(record, module->path);
}

static bool stack_fits(const struct lc_trace_record *record)
{
    const struct lc_trace_stack *stack = (const void *)record;
    return WHOLE(record, lc_trace_stack) &&
           stack->frame_count <= (record->bytes - sizeof(*stack)) / sizeof(stack->frames[0]);
}

static bool name_fits(const struct lc_trace_record *record)
{
    const struct lc_trace_name *name = (const void *)record;
    return WHOLE(record, lc_trace_name) && string_fits(record, name->name);
}

/* The bytes of a step that starts with `left` bytes to the record's end; 0 when it does not fit. */
static size_t step_bytes(const struct lc_trace_step *step, size_t left)
{
    if (left < sizeof(*step) || step->held_count > (left - sizeof(*step)) / sizeof(step->held[0])) {
        return 0;
    }
    return sizeof(*step) + step->held_count * sizeof(step->held[0]);
}

static bool dependency_fits(const struct lc_trace_record *record)
{
    const struct lc_trace_dependency *dependency = (const void *)record;
    size_t before = offsetof(struct lc_trace_dependency, step);
    return WHOLE(record, lc_trace_dependency) &&
           step_bytes(&dependency->step, record->bytes - before) != 0;
}

static bool finding_fits(const struct lc_trace_record *record)
{
    const struct lc_trace_finding *finding = (const void *)record;
    if (!WHOLE(record, lc_trace_finding) || finding->steps_offset < sizeof(*finding) ||
        finding->steps_offset % LC_TRACE_ALIGN != 0 || finding->steps_offset > record->bytes) {
        return false;
    }
    size_t at = finding->steps_offset;
    for (uint32_t i = 0; i < finding->step_count; i++) {
        size_t bytes = step_bytes((const void *)((const char *)record + at), record->bytes - at);
        if (bytes == 0) {
            return false;
        }
        at += bytes;
    }
    return true;
}

static bool object_fits(const struct lc_trace_record *record)
{
    const struct lc_trace_object *object = (const void *)record;
    return WHOLE(record, lc_trace_object) && string_fits(record, object->path);
}

static bool event_fits(const struct lc_trace_record *record)
{
    const struct lc_trace_event *event = (const void *)record;
    return WHOLE(record, lc_trace_event) &&
           event->other_count <= (record->bytes - sizeof(*event)) / sizeof(event->others[0]);
}

static bool peer_fits(const struct lc_trace_record *record)
{
    const struct lc_trace_peer *peer = (const void *)record;
    return WHOLE(record, lc_trace_peer) && string_fits(record, peer->path);
}

static bool note_fits(const struct lc_trace_record *record)
{
    const struct lc_trace_note *note = (const void *)record;
    return WHOLE(record, lc_trace_note) && string_fits(record, note->text);
}

static enum lc_trace_verdict verdict(bool fits)
{
    return fits ? LC_TRACE_RECORD_GOOD : LC_TRACE_RECORD_BAD;
}

enum lc_trace_verdict lc_trace_check_record(const struct lc_trace_record *record)
{
    switch (record->type) {
    case LC_REC_PROCESS:
        return verdict(process_fits(record));
    case LC_REC_MODULE:
        return verdict(module_fits(record));
    case LC_REC_STACK:
        return verdict(stack_fits(record));
    case LC_REC_THREAD:
        return verdict(WHOLE(record, lc_trace_thread));
    case LC_REC_NAME:
        return verdict(name_fits(record));
    case LC_REC_LOCK:
        return verdict(WHOLE(record, lc_trace_lock));
    case LC_REC_LOCK_GONE:
        return verdict(WHOLE(record, lc_trace_lock_gone));
    case LC_REC_DEPENDENCY:
        return verdict(dependency_fits(record));
    case LC_REC_FINDING:
        return verdict(finding_fits(record));
    case LC_REC_NOTE:
        return verdict(note_fits(record));
    case LC_REC_OBJECT:
        return verdict(object_fits(record));
    case LC_REC_EVENT:
        return verdict(event_fits(record));
    case LC_REC_FORKED:
        return verdict(WHOLE(record, lc_trace_forked));
    case LC_REC_PEER:
        return verdict(peer_fits(record));
    case LC_REC_USE:
        return verdict(WHOLE(record, lc_trace_use));
    case LC_REC_WAIT:
        return verdict(WHOLE(record, lc_trace_wait));
    default:
        return LC_TRACE_RECORD_UNKNOWN;
    }
}
