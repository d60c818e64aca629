/*
 * tests/support/trace_builder.h - makes the bytes of a trace from the structs of trace/format.h.
 *
 * Owns:    the bytes. `bytes` moves as records are added; `count` of them are the trace.
 * Errors:  out of memory ends the test program.
 * Ids are handed out as the format wants them: from 1, per kind, in order of appearance. Nothing is
 * checked: a test may build what the watched process never would.
 */
#ifndef TESTS_SUPPORT_TRACE_BUILDER_H
#define TESTS_SUPPORT_TRACE_BUILDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trace/format_shared.h"

struct trace_builder {
    unsigned char *bytes;
    size_t count;
    size_t room;
    uint32_t ids[LC_REC_WAIT + 1]; /* the last one given, by record type */
};

/* One thread's part; `held` outermost first. */
struct trace_step {
    uint32_t thread;
    uint32_t want;
    uint32_t want_mode;
    uint32_t want_stack;
    uint64_t waited_ns; /* of a dependency: when */
    const struct lc_trace_held *held;
    uint32_t held_count;
};

/* A trace with its header and nothing else, of a process that exited with status 0. */
void trace_builder_init(struct trace_builder *builder, uint32_t pid);
void trace_builder_fini(struct trace_builder *builder);
/* To change fields. Valid until the next record. */
struct lc_trace_header *trace_builder_header(struct trace_builder *builder);
/* Write the trace to a file. False, with a line on stderr, when that fails. */
bool trace_builder_save(const struct trace_builder *builder, const char *path);

void trace_add_process(struct trace_builder *builder, const char *executable, const char *directory,
                       const char *run_id);
uint32_t trace_add_module(struct trace_builder *builder, const char *path, const void *build_id,
                          uint32_t build_id_bytes);
uint32_t trace_add_stack(struct trace_builder *builder, uint16_t flags, const uint64_t *frames,
                         uint32_t frame_count);
/* The tid is the process's pid plus the id minus one, as on an idle machine. */
uint32_t trace_add_thread(struct trace_builder *builder, const char *name, uint32_t creator,
                          uint32_t create_stack);
void trace_add_name(struct trace_builder *builder, enum lc_name_of of, uint32_t id,
                    const char *name);
/* `fields`: all but the record header and the id. */
uint32_t trace_add_lock(struct trace_builder *builder, const struct lc_trace_lock *fields);
void trace_add_lock_gone(struct trace_builder *builder, uint32_t lock, uint32_t stack,
                         enum lc_gone_reason reason);
uint32_t trace_add_dependency(struct trace_builder *builder, const struct trace_step *step);
uint32_t trace_add_finding(struct trace_builder *builder, enum lc_finding_kind kind,
                           enum lc_tier tier, const struct trace_step *steps, uint32_t step_count);
/* Memory that this and other traces share; `birth_ns` 0 and not unique: doubtful. */
uint32_t trace_add_object(struct trace_builder *builder, uint64_t inode, uint64_t birth_ns,
                          bool is_unique);
void trace_add_event(struct trace_builder *builder, enum lc_event what, uint64_t at_ns,
                     uint32_t thread, const uint32_t *others, uint32_t other_count);
void trace_add_forked(struct trace_builder *builder, uint64_t at_ns, uint32_t parent_pid,
                      uint64_t parent_start_ns, uint32_t parent_thread);
/* `fields`: all but the record header. */
void trace_add_use(struct trace_builder *builder, const struct lc_trace_use *fields);
void trace_add_note(struct trace_builder *builder, bool incomplete, const char *text);

/* A frame of a stack. */
static inline uint64_t trace_frame(uint32_t module, uint64_t offset)
{
    return (uint64_t)module << LC_FRAME_MODULE_SHIFT | offset;
}

#endif
