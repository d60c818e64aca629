/*
 * report/model.h - traces in memory, their records found by id.
 *
 * Owns:    a copy of every trace, and the strings made of it; all live as long as the model.
 * Threads: none inside.
 * Safety:  a trace may say anything: every lookup takes any id and answers NULL for what is not
 *          there.
 * Cost:    one pass over a trace; nothing is symbolized here.
 */
#ifndef LC_REPORT_MODEL_H
#define LC_REPORT_MODEL_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "report/map.h"
#include "trace/format_shared.h"
#include "trace/reader.h"

enum lc_process_state {
    LC_PROCESS_RUNNING, /* still alive now */
    LC_PROCESS_EXITED,  /* by exit, _exit or return from main */
    LC_PROCESS_EXECED,  /* replaced by another program */
    LC_PROCESS_SIGNALED,
    LC_PROCESS_KILLED, /* gone without a word: SIGKILL, or power */
};

struct lc_records {
    const struct lc_trace_record **items;
    size_t count;
    size_t room;
};

struct lc_process {
    struct lc_trace_reader reader;
    struct lc_trace_header header;
    const char *trace_path;
    enum lc_process_state state;
    const char *executable; /* "" when not known, as the following */
    const char *directory;
    const char *run_id;
    const char *command; /* arguments, each ended by a zero byte */
    size_t command_bytes;
    /* By id. Names: the last one given. */
    struct lc_map modules, stacks, threads, locks, locks_gone;
    struct lc_map thread_names, lock_names, class_names;
    struct lc_map objects, peers;
    /* In order of appearance. */
    struct lc_records findings, dependencies, notes, events, uses;
    const struct lc_trace_forked *forked; /* NULL: it began otherwise, or is not known */
    /* Of what several processes do together: whose thread each one is. Else empty. */
    struct lc_map owners;
};

struct lc_model {
    struct lc_arena arena;
    struct lc_process **processes; /* in order of start */
    size_t process_count;
    struct lc_process **asides; /* what was seen from outside, of processes that have traces */
    size_t aside_count;
    struct lc_process **joints; /* of report/joint.c and report/peers.c: not reported themselves */
    size_t joint_count;
};

void lc_model_init(struct lc_model *model);
void lc_model_fini(struct lc_model *model);

/* Add a trace. 0, or -errno with a sentence in model-owned *ret_error. */
int lc_model_add_file(struct lc_model *model, const char *path, const char **ret_error);
int lc_model_add_fd(struct lc_model *model, int fd, const char *called, const char **ret_error);

/* A process that is no trace's: nothing but empty maps and lists. NULL: no memory. */
struct lc_process *lc_model_add_joint(struct lc_model *model);

/* A trace that is read for what the findings of others say of it; its own are left out. NULL: it
 * cannot be read. */
struct lc_process *lc_model_add_witness(struct lc_model *model, const char *path);

/* The process that a thread belongs to: `process`, unless that is a joint one. */
const struct lc_process *lc_process_of_thread(const struct lc_process *process, uint32_t thread);
const struct lc_trace_object *lc_process_object(const struct lc_process *process, uint32_t id);
const struct lc_trace_peer *lc_process_peer(const struct lc_process *process, uint32_t id);
const struct lc_trace_module *lc_process_module(const struct lc_process *process, uint32_t id);
const struct lc_trace_stack *lc_process_stack(const struct lc_process *process, uint32_t id);
const struct lc_trace_thread *lc_process_thread(const struct lc_process *process, uint32_t id);
const struct lc_trace_lock *lc_process_lock(const struct lc_process *process, uint32_t id);
/* How the lock's life ended, or NULL. */
const struct lc_trace_lock_gone *lc_process_lock_gone(const struct lc_process *process,
                                                      uint32_t lock);
/* The last name given, or NULL. */
const struct lc_trace_name *lc_process_name(const struct lc_process *process, enum lc_name_of of,
                                            uint32_t id);

#endif
