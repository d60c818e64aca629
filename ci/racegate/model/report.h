/*
 * model/report.h - one report as one tool made it, in the words all tools share.
 *
 * Owned by: the pool that it was parsed into. Every string may be NULL when the tool did not say,
 * and may hold any byte but zero.
 */
#ifndef RG_MODEL_REPORT_H
#define RG_MODEL_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/pool.h"
#include "model/kind.h"

struct rg_frame {
    const char *function;
    const char *file;
    const char *module;        /* path or base name, as the tool gave it */
    unsigned long long offset; /* in the module; 0: unknown */
    unsigned line, column;     /* 0: unknown */
    bool is_project;           /* not the system's, the runtime's or the detector's own */
};

/* What a stack shows. The first three are the sides that identify a finding. */
enum rg_role {
    RG_ROLE_ACCESS, /* an access of a race */
    RG_ROLE_WANTS,  /* where a lock is asked for while others are held */
    RG_ROLE_SITE,   /* where the mistake was made */
    RG_ROLE_HOLDS,  /* where a held lock was taken */
    RG_ROLE_CREATED_THREAD,
    RG_ROLE_ALLOCATED,
    RG_ROLE_CREATED_LOCK,
    RG_ROLE_NOTE,
};

struct rg_stack {
    enum rg_role role;
    const char *title;  /* "Write of size 4 at 0x.. by thread T1" */
    const char *thread; /* of struct rg_thread */
    struct rg_frame *frames;
    size_t frame_count;
};

struct rg_thread {
    const char *name;  /* unique in the report: "T1", "#3", "main" */
    const char *label; /* what the program calls it */
};

struct rg_lock {
    const char *name; /* unique in the report: "M0", an address, a symbol */
    const char *description;
};

struct rg_report {
    enum rg_kind kind;
    const char *tool;          /* "tsan", "helgrind", "drd", "lockcheck" */
    const char *tool_kind;     /* the tool's own word for the kind */
    const char *message;       /* one sentence */
    const char *object;        /* name of the variable, when it has one */
    const char *object_text;   /* where the memory is, in the tool's words */
    bool informs;              /* worth showing, never fails a run */
    const char *suppressed_by; /* a pattern of the tool; NULL: not suppressed */
    long pid;
    unsigned long long count; /* times the tool saw it; 0: it confirms another report */
    const char *log;          /* the file that it was read from */
    struct rg_stack *stacks;
    size_t stack_count;
    struct rg_thread *threads;
    size_t thread_count;
    struct rg_lock *locks;
    size_t lock_count;
};

static inline bool rg_role_is_side(enum rg_role role)
{
    return role == RG_ROLE_ACCESS || role == RG_ROLE_WANTS || role == RG_ROLE_SITE;
}

/* The word for it in racegate's own files, and back; an unknown word is RG_ROLE_NOTE. */
const char *rg_role_name(enum rg_role role);
enum rg_role rg_role_from_name(const char *name);
/* Append to the report, in `pool`. */
struct rg_stack *rg_report_add_stack(struct rg_report *report, struct rg_pool *pool,
                                     enum rg_role role);
struct rg_frame *rg_stack_add_frame(struct rg_stack *stack, struct rg_pool *pool);
/* A deep copy in `pool`, stacks cut to a length that is still readable. */
struct rg_report *rg_report_copy(const struct rg_report *report, struct rg_pool *pool);
/* The thread of that name, added when it is new. */
struct rg_thread *rg_report_thread(struct rg_report *report, struct rg_pool *pool,
                                   const char *name);
struct rg_lock *rg_report_lock(struct rg_report *report, struct rg_pool *pool, const char *name);

#endif
