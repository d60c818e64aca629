#include "cli/pipe_record.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/env.h"
#include "cli/thread_stack.h"
#include "order/order.h"
#include "trace/format_shared.h"
#include "trace/writer.h"

enum { MODULES_MAX = 128, FRAMES_MAX = 64, ASIDE_BOOT_ID = 1 };

/* One process, in a file of its own. */
struct aside {
    struct lc_trace_writer trace;
    char path[PATH_MAX];
    pid_t pid;
    uint64_t start_ns;               /* not the process's own: it names this file */
    struct lc_thread_stacks *stacks; /* NULL: it may not be looked at */
    uint64_t modules[MODULES_MAX];   /* where they start; the number is the index + 1 */
    uint32_t module_count, last_id;
};

/* A thread's part in the finding. */
struct part {
    const struct aside *aside;
    uint32_t id;          /* of the thread, its lock and its stack */
    bool reads, has_name; /* what it waits for */
};

static uint64_t now_ns(clockid_t clock)
{
    struct timespec now;
    (void)clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

/* ---- A process ---- */

static size_t read_link(pid_t pid, const char *name, char text[PATH_MAX])
{
    char path[64];
    (void)snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, name);
    ssize_t bytes = readlink(path, text, PATH_MAX);
    return bytes > 0 ? (size_t)bytes : 0;
}

static void put_process(struct aside *aside)
{
    char executable[PATH_MAX], directory[PATH_MAX];
    size_t executable_bytes = read_link(aside->pid, "exe", executable);
    size_t directory_bytes = read_link(aside->pid, "cwd", directory);
    struct lc_trace_process *record;
    record = lc_trace_begin(&aside->trace, LC_REC_PROCESS,
                            sizeof(*record) + executable_bytes + directory_bytes);
    if (record) {
        record->executable =
            lc_trace_put_text(record, sizeof(*record), executable, executable_bytes);
        record->directory = lc_trace_put_text(record, sizeof(*record) + executable_bytes, directory,
                                              directory_bytes);
        lc_trace_commit(&aside->trace);
    }
}

static int aside_open(struct aside *aside, const char *folder, pid_t pid, bool is_end)
{
    const char *error;
    *aside = (struct aside){.pid = pid};
    int bytes =
        snprintf(aside->path, sizeof(aside->path), "%s/pipes.%d" LC_TRACE_SUFFIX, folder, (int)pid);
    int status = bytes < 0 || (size_t)bytes >= sizeof(aside->path)
                     ? -ENAMETOOLONG
                     : lc_trace_create(&aside->trace, aside->path);
    if (status) {
        return status;
    }
    aside->start_ns = now_ns(CLOCK_MONOTONIC);
    struct lc_trace_header *header = aside->trace.header;
    header->pid = (uint32_t)pid;
    header->state = LC_TRACE_ASIDE;
    header->start_realtime_ns = now_ns(CLOCK_REALTIME);
    header->start_monotonic_ns = aside->start_ns;
    header->boot_id = ASIDE_BOOT_ID; /* the pipes of all asides are the same pipes */
    put_process(aside);
    aside->stacks = lc_thread_stacks_open(pid, &error);
    if (aside->stacks && is_end) {
        lc_thread_stacks_insist(aside->stacks);
    }
    return 0;
}

static void aside_close(struct aside *aside)
{
    if (aside->stacks) {
        lc_thread_stacks_close(aside->stacks);
    }
    lc_trace_release(&aside->trace);
}

/* ---- Stacks ---- */

static void put_module(struct aside *aside, uint32_t id, const struct lc_thread_image *image)
{
    size_t bytes = strlen(image->path);
    struct lc_trace_module *module =
        lc_trace_begin(&aside->trace, LC_REC_MODULE, sizeof(*module) + bytes);
    if (!module) {
        return;
    }
    module->id = id;
    module->start = image->start;
    module->end = image->end;
    module->bias = image->bias;
    if (image->build_id_bytes > 0 && image->build_id_bytes <= sizeof(module->build_id)) {
        module->build_id_bytes = (uint32_t)image->build_id_bytes;
        memcpy(module->build_id, image->build_id, image->build_id_bytes);
    }
    module->path = lc_trace_put_text(module, sizeof(*module), image->path, bytes);
    lc_trace_commit(&aside->trace);
}

/* 0: it can have none. */
static uint32_t module_of(struct aside *aside, const struct lc_thread_image *image)
{
    uint32_t i = 0;
    while (i < aside->module_count && aside->modules[i] != image->start) {
        i++;
    }
    if (i == MODULES_MAX) {
        return 0;
    }
    if (i == aside->module_count) {
        aside->modules[aside->module_count++] = image->start;
        put_module(aside, i + 1, image);
    }
    return i + 1;
}

static uint64_t frame_of(struct aside *aside, uint64_t address)
{
    const uint64_t mask = (UINT64_C(1) << LC_FRAME_MODULE_SHIFT) - 1;
    struct lc_thread_image image;
    uint32_t module =
        lc_thread_stack_image(aside->stacks, address - 1, &image) ? module_of(aside, &image) : 0;
    return module ? (uint64_t)module << LC_FRAME_MODULE_SHIFT | ((address - image.bias) & mask)
                  : address & mask;
}

static void put_stack(struct aside *aside, uint32_t id, pid_t tid)
{
    struct lc_thread_stack stack;
    uint64_t frames[FRAMES_MAX];
    if (!aside->stacks || lc_thread_stack_take(aside->stacks, tid, &stack) != 0) {
        return;
    }
    size_t count = stack.count < FRAMES_MAX ? stack.count : FRAMES_MAX;
    for (size_t i = 0; i < count; i++) {
        frames[i] = frame_of(aside, stack.addresses[i]);
    }
    struct lc_trace_stack *record =
        lc_trace_begin(&aside->trace, LC_REC_STACK, sizeof(*record) + count * sizeof(frames[0]));
    if (record) {
        record->record.flags = stack.innermost_only  ? LC_STACK_SITE_ONLY
                               : count < stack.count ? LC_STACK_CUT
                                                     : 0;
        record->id = id;
        record->frame_count = (uint32_t)count;
        memcpy(record->frames, frames, count * sizeof(frames[0]));
        lc_trace_commit(&aside->trace);
    }
}

/* ---- A thread ---- */

static void put_thread(struct aside *aside, uint32_t id, pid_t tid)
{
    char path[64];
    struct lc_trace_thread *record = lc_trace_begin(&aside->trace, LC_REC_THREAD, sizeof(*record));
    if (!record) {
        return;
    }
    record->id = id;
    record->tid = (uint32_t)tid;
    (void)snprintf(path, sizeof(path), "/proc/%d/task/%d/comm", (int)aside->pid, (int)tid);
    FILE *file = fopen(path, "re");
    if (file) {
        (void)!fgets(record->name, sizeof(record->name), file);
        record->name[strcspn(record->name, "\n")] = '\0';
        (void)fclose(file);
    }
    lc_trace_commit(&aside->trace);
}

/* What it waits for. Another thread of its process: nothing that has a name here. */
static void put_wanted(struct aside *aside, uint32_t id, const struct lc_hang_thread *thread)
{
    struct lc_trace_lock *lock = thread->call == LC_HANG_FUTEX
                                     ? NULL
                                     : lc_trace_begin(&aside->trace, LC_REC_LOCK, sizeof(*lock));
    if (!lock) {
        return;
    }
    lock->id = id;
    if (thread->call == LC_HANG_CHILD) {
        lock->kind = LC_LOCK_PROCESS;
        lock->address = (uint32_t)thread->child;
    } else {
        lock->kind = LC_LOCK_PIPE;
        lock->place = LC_PLACE_SHARED;
        lock->inode = thread->pipe;
    }
    lc_trace_commit(&aside->trace);
}

static struct part put_part(struct aside *aside, const struct lc_hang_thread *thread)
{
    uint32_t id = ++aside->last_id;
    put_thread(aside, id, thread->tid);
    put_wanted(aside, id, thread);
    put_stack(aside, id, thread->tid);
    return (struct part){.aside = aside,
                         .id = id,
                         .reads = thread->call == LC_HANG_READ,
                         .has_name = thread->call != LC_HANG_FUTEX};
}

/* ---- The finding ---- */

static uint32_t put_peer(struct aside *teller, const struct aside *other)
{
    size_t bytes = strlen(other->path);
    struct lc_trace_peer *peer = lc_trace_begin(&teller->trace, LC_REC_PEER, sizeof(*peer) + bytes);
    if (!peer) {
        return 0;
    }
    peer->id = (uint32_t)other->pid;
    peer->pid = (uint32_t)other->pid;
    peer->start_monotonic_ns = other->start_ns;
    peer->path = lc_trace_put_text(peer, sizeof(*peer), other->path, bytes);
    lc_trace_commit(&teller->trace);
    return peer->id;
}

static int put_finding(struct aside *teller, const struct part *parts, size_t count,
                       uint64_t waited_ns)
{
    struct lc_trace_finding *finding;
    size_t bytes = sizeof(*finding) + count * sizeof(struct lc_trace_step);
    for (size_t i = 0; i < count; i++) {
        if (parts[i].aside != teller && (i == 0 || parts[i - 1].aside != parts[i].aside)) {
            (void)put_peer(teller, parts[i].aside);
        }
    }
    finding = lc_trace_begin(&teller->trace, LC_REC_FINDING, bytes);
    if (!finding) {
        return -ENOSPC;
    }
    finding->record.flags = LC_FINDING_PEERS;
    finding->id = 1;
    finding->kind = LC_FINDING_GLOBAL_DEADLOCK;
    finding->tier = LC_TIER_DEADLOCK;
    finding->detail = finding->step_count = (uint32_t)count;
    finding->steps_offset = sizeof(*finding);
    struct lc_trace_step *steps = (struct lc_trace_step *)(finding + 1);
    for (size_t i = 0; i < count; i++) {
        steps[i].thread = steps[i].want_stack = parts[i].id;
        steps[i].want = parts[i].has_name ? parts[i].id : 0;
        steps[i].want_mode = parts[i].reads ? LC_MODE_READ : LC_MODE_WRITE;
        steps[i].waited_ns = waited_ns;
        steps[i].peer = parts[i].aside == teller ? 0 : (uint32_t)parts[i].aside->pid;
    }
    lc_trace_commit(&teller->trace);
    teller->trace.header->counts.findings = 1;
    return 0;
}

int lc_pipe_record(const struct lc_hang *hang, const char *folder, uint64_t waited_ns, bool is_end)
{
    struct aside *asides = calloc(LC_HANG_PROCESSES, sizeof(*asides));
    struct part *parts = calloc(LC_HANG_THREADS, sizeof(*parts));
    size_t count = 0;
    int error = asides && parts ? 0 : -ENOMEM;
    /* The threads of one process stand together. */
    for (size_t i = 0; i < hang->thread_count && !error; i++) {
        const struct lc_hang_thread *thread = &hang->threads[i];
        if (i == 0 || thread->pid != hang->threads[i - 1].pid) {
            error = aside_open(&asides[count], folder, thread->pid, is_end);
            count += !error;
        }
        if (!error) {
            parts[i] = put_part(&asides[count - 1], thread);
        }
    }
    if (!error) {
        error = put_finding(&asides[0], parts, hang->thread_count, waited_ns);
    }
    for (size_t i = 0; i < count; i++) {
        aside_close(&asides[i]);
    }
    free(parts);
    free(asides);
    return error;
}
