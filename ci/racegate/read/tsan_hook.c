/*
 * What the report hook (hook/tsan_hook.c) wrote: one report in each line, as JSON. The text log has
 * the same reports, with names of variables that the hook is not told; so these confirm, and count
 * only where the text was not understood.
 */
#include "read/reader.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_read.h"

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = rg_json_text_of(object, key);
    bool is_named =
        text != NULL && text[0] != '\0' && strcmp(text, "<null>") != 0 && strcmp(text, "??") != 0;
    return is_named ? text : NULL;
}

static enum rg_kind kind_of(const char *name)
{
    static const struct {
        const char *name;
        enum rg_kind kind;
    } rows[] = {
        {"data-race", RG_KIND_DATA_RACE},
        {"data-race-vptr", RG_KIND_DATA_RACE},
        {"external-race", RG_KIND_DATA_RACE},
        {"heap-use-after-free", RG_KIND_USE_AFTER_FREE},
        {"heap-use-after-free-vptr", RG_KIND_USE_AFTER_FREE},
        {"lock-order-inversion", RG_KIND_LOCK_ORDER},
        {"thread-leak", RG_KIND_THREAD_LEAK},
        {"locked-mutex-destroy", RG_KIND_DESTROY_HELD},
        {"mutex-double-lock", RG_KIND_SELF_DEADLOCK},
        {"mutex-invalid-access", RG_KIND_MUTEX_INVALID},
        {"mutex-bad-unlock", RG_KIND_UNLOCK_NOT_LOCKED},
        {"mutex-bad-read-unlock", RG_KIND_UNLOCK_NOT_LOCKED},
        {"mutex-bad-read-lock", RG_KIND_RWLOCK_MISUSE},
        {"signal-unsafe-call", RG_KIND_SIGNAL_UNSAFE},
        {"errno-in-signal-handler", RG_KIND_SIGNAL_ERRNO},
    };
    for (size_t i = 0; name != NULL && i < sizeof(rows) / sizeof(*rows); i++) {
        if (strcmp(rows[i].name, name) == 0) {
            return rows[i].kind;
        }
    }
    return RG_KIND_OTHER;
}

static struct rg_stack *add_stack(struct rg_report *report, struct rg_pool *pool, enum rg_role role,
                                  const json_t *item)
{
    struct rg_stack *stack = rg_report_add_stack(report, pool, role);
    size_t index;
    json_t *entry;
    json_array_foreach(json_object_get(item, "stack"), index, entry)
    {
        struct rg_frame *frame = rg_stack_add_frame(stack, pool);
        const char *line = text_of(entry, "line");
        frame->function = text_of(entry, "function");
        frame->file = text_of(entry, "file");
        frame->module = text_of(entry, "module");
        frame->line = line == NULL ? 0 : (unsigned)strtoul(line, NULL, 10);
        frame->offset = (unsigned long long)rg_json_number_of(entry, "offset");
    }
    return stack;
}

static const char *thread_name(struct rg_pool *pool, const json_t *item)
{
    return rg_pool_format(pool, "T%lld", rg_json_number_of(item, "thread"));
}

static void read_accesses(struct rg_report *report, struct rg_pool *pool, const json_t *root)
{
    size_t index;
    json_t *item;
    json_array_foreach(json_object_get(root, "accesses"), index, item)
    {
        struct rg_stack *stack = add_stack(report, pool, RG_ROLE_ACCESS, item);
        stack->thread = thread_name(pool, item);
        stack->title = rg_pool_format(pool, "%s of size %lld by thread %s",
                                      rg_json_number_of(item, "write") ? "Write" : "Read",
                                      rg_json_number_of(item, "size"), stack->thread);
    }
}

/* Of a lock order: where a lock is asked for, where the one before it was taken, in turn. */
static void read_stacks(struct rg_report *report, struct rg_pool *pool, const json_t *root)
{
    size_t index;
    json_t *item;
    json_array_foreach(json_object_get(root, "stacks"), index, item)
    {
        bool is_order = report->kind == RG_KIND_LOCK_ORDER;
        enum rg_role role = is_order     ? (index % 2 == 0 ? RG_ROLE_WANTS : RG_ROLE_HOLDS)
                            : index == 0 ? RG_ROLE_SITE
                                         : RG_ROLE_NOTE;
        add_stack(report, pool, role, item)->title = role == RG_ROLE_WANTS   ? "Asks for a lock"
                                                     : role == RG_ROLE_HOLDS ? "Holds a lock taken"
                                                                             : report->tool_kind;
    }
    json_array_foreach(json_object_get(root, "locations"), index, item)
    {
        const char *type = rg_json_text_of(item, "type");
        if (type != NULL && strcmp(type, "heap") == 0) {
            add_stack(report, pool, RG_ROLE_ALLOCATED, item)->title = "Allocated";
        }
    }
    json_array_foreach(json_object_get(root, "threads"), index, item)
    {
        bool is_site = report->kind == RG_KIND_THREAD_LEAK && index == 0;
        struct rg_stack *stack =
            add_stack(report, pool, is_site ? RG_ROLE_SITE : RG_ROLE_CREATED_THREAD, item);
        stack->thread = thread_name(pool, item);
        rg_report_thread(report, pool, stack->thread)->label = text_of(item, "name");
    }
}

static void read_line(const char *line, size_t length, const struct rg_sink *sink,
                      struct rg_log *log)
{
    json_t *root = json_loadb(line, length, 0, NULL);
    if (rg_json_number_of(root, "racegate-tsan-hook") != 1) {
        log->is_cut = true;
        json_decref(root);
        return;
    }
    struct rg_pool pool = {0};
    struct rg_report report = {.tool = "tsan", .tool_kind = text_of(root, "kind")};
    report.kind = kind_of(report.tool_kind);
    report.pid = (long)rg_json_number_of(root, "pid");
    report.message = report.tool_kind;
    read_accesses(&report, &pool, root);
    read_stacks(&report, &pool, root);
    log->pid = report.pid;
    log->report_count++;
    sink->report(sink->context, &report);
    rg_pool_clear(&pool);
    json_decref(root);
}

int rg_read_tsan_hook(const char *path, const struct rg_sink *sink, struct rg_log *ret_log)
{
    memset(ret_log, 0, sizeof(*ret_log));
    ret_log->tool = "tsan";
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        return -errno;
    }
    /* A line is a whole report: longer than what base/lines.h keeps. */
    char *line = NULL;
    size_t size = 0;
    for (ssize_t length = getline(&line, &size, file); length > 0;
         length = getline(&line, &size, file)) {
        read_line(line, (size_t)length, sink, ret_log);
    }
    ret_log->is_alive = ret_log->report_count > 0;
    int error = ferror(file) ? -EIO : 0;
    free(line);
    fclose(file);
    return error;
}
