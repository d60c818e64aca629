#include "model/report.h"

#include <string.h>

#include "base/files.h"

/* Deep recursion makes stacks of thousands of frames; nobody reads past this many. */
enum { COPIED_FRAMES_MAX = 64 };

static const char *const s_roles[] = {
    [RG_ROLE_ACCESS] = "access",
    [RG_ROLE_WANTS] = "wants",
    [RG_ROLE_SITE] = "site",
    [RG_ROLE_HOLDS] = "holds",
    [RG_ROLE_CREATED_THREAD] = "thread",
    [RG_ROLE_ALLOCATED] = "allocated",
    [RG_ROLE_CREATED_LOCK] = "lock",
    [RG_ROLE_NOTE] = "note",
};

const char *rg_role_name(enum rg_role role)
{
    return s_roles[role];
}

enum rg_role rg_role_from_name(const char *name)
{
    for (int role = 0; name != NULL && role < RG_ROLE_NOTE; role++) {
        if (strcmp(s_roles[role], name) == 0) {
            return (enum rg_role)role;
        }
    }
    return RG_ROLE_NOTE;
}

struct rg_stack *rg_report_add_stack(struct rg_report *report, struct rg_pool *pool,
                                     enum rg_role role)
{
    struct rg_stack *stack = RG_PUSH(pool, report->stacks, report->stack_count);
    stack->role = role;
    return stack;
}

struct rg_frame *rg_stack_add_frame(struct rg_stack *stack, struct rg_pool *pool)
{
    return RG_PUSH(pool, stack->frames, stack->frame_count);
}

struct rg_thread *rg_report_thread(struct rg_report *report, struct rg_pool *pool, const char *name)
{
    for (size_t i = 0; i < report->thread_count; i++) {
        if (strcmp(report->threads[i].name, name) == 0) {
            return &report->threads[i];
        }
    }
    struct rg_thread *thread = RG_PUSH(pool, report->threads, report->thread_count);
    thread->name = rg_pool_string(pool, name);
    return thread;
}

struct rg_lock *rg_report_lock(struct rg_report *report, struct rg_pool *pool, const char *name)
{
    for (size_t i = 0; i < report->lock_count; i++) {
        if (strcmp(report->locks[i].name, name) == 0) {
            return &report->locks[i];
        }
    }
    struct rg_lock *lock = RG_PUSH(pool, report->locks, report->lock_count);
    lock->name = rg_pool_string(pool, name);
    return lock;
}

static void copy_stack(struct rg_stack *to, const struct rg_stack *from, struct rg_pool *pool)
{
    *to = *from;
    to->title = rg_pool_string(pool, from->title);
    to->thread = rg_pool_string(pool, from->thread);
    to->frame_count = from->frame_count < COPIED_FRAMES_MAX ? from->frame_count : COPIED_FRAMES_MAX;
    to->frames = rg_pool_alloc(pool, to->frame_count * sizeof(*to->frames));
    for (size_t i = 0; i < to->frame_count; i++) {
        to->frames[i] = from->frames[i];
        to->frames[i].function = rg_pool_string(pool, from->frames[i].function);
        to->frames[i].file = rg_path_normal(pool, from->frames[i].file);
        to->frames[i].module = rg_pool_string(pool, from->frames[i].module);
    }
}

struct rg_report *rg_report_copy(const struct rg_report *report, struct rg_pool *pool)
{
    struct rg_report *copy = rg_pool_alloc(pool, sizeof(*copy));
    *copy = *report;
    copy->tool = rg_pool_string(pool, report->tool);
    copy->tool_kind = rg_pool_string(pool, report->tool_kind);
    copy->message = rg_pool_string(pool, report->message);
    copy->object = rg_pool_string(pool, report->object);
    copy->object_text = rg_pool_string(pool, report->object_text);
    copy->suppressed_by = rg_pool_string(pool, report->suppressed_by);
    copy->log = rg_pool_string(pool, report->log);
    copy->stacks = rg_pool_alloc(pool, report->stack_count * sizeof(*copy->stacks));
    for (size_t i = 0; i < report->stack_count; i++) {
        copy_stack(&copy->stacks[i], &report->stacks[i], pool);
    }
    copy->threads = rg_pool_alloc(pool, report->thread_count * sizeof(*copy->threads));
    for (size_t i = 0; i < report->thread_count; i++) {
        copy->threads[i].name = rg_pool_string(pool, report->threads[i].name);
        copy->threads[i].label = rg_pool_string(pool, report->threads[i].label);
    }
    copy->locks = rg_pool_alloc(pool, report->lock_count * sizeof(*copy->locks));
    for (size_t i = 0; i < report->lock_count; i++) {
        copy->locks[i].name = rg_pool_string(pool, report->locks[i].name);
        copy->locks[i].description = rg_pool_string(pool, report->locks[i].description);
    }
    return copy;
}
