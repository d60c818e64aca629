#include "runtime/state.h"

#include <errno.h>
#include <pthread.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "base/env.h"
#include "base/fmt.h"
#include "base/sys.h"
#include "runtime/annotation.h"
#include "runtime/barrier.h"
#include "runtime/classes.h"
#include "runtime/contention.h"
#include "runtime/dependency.h"
#include "runtime/event.h"
#include "runtime/finding.h"
#include "runtime/handles.h"
#include "runtime/hold_signals.h"
#include "runtime/initialised.h"
#include "runtime/locks.h"
#include "runtime/modules.h"
#include "runtime/nested.h"
#include "runtime/once.h"
#include "runtime/orphans.h"
#include "runtime/signal_lock.h"
#include "runtime/signalled.h"
#include "runtime/snapshot.h"
#include "runtime/stack.h"
#include "runtime/stderr.h"
#include "runtime/stuck.h"
#include "runtime/thread.h"
#include "runtime/tool.h"
#include "runtime/trace_file.h"

struct lc_runtime g_lc;

/* One page that the kernel wipes in every real fork child, and not in a vfork child. */
static uint32_t *s_fork_canary;
static uint32_t s_fork_canary_none = 1;

bool lc_runtime_is_on(void)
{
    return lc_load_relaxed(&g_lc.power) == LC_POWER_ON;
}

/* At start somebody may stand in front of clock_gettime who is not ready yet. */
static uint64_t first_now_ns(void)
{
    struct timespec now = {0};
    (void)LC_SYS2(SYS_clock_gettime, CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

uint64_t lc_runtime_now_ns(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now); /* no system call, as a rule: the vdso */
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void say(const char *before, const char *text, const char *after)
{
    char buffer[1024];
    struct lc_fmt fmt;
    lc_fmt_init(&fmt, buffer, sizeof(buffer));
    lc_fmt_str(&fmt, "lockcheck: ");
    lc_fmt_str(&fmt, before);
    lc_fmt_str(&fmt, text);
    lc_fmt_str(&fmt, after);
    lc_fmt_str(&fmt, "\n");
    (void)lc_fmt_write(&fmt, STDERR_FILENO);
}

/*
 * With -z initfirst we start before libc does: environ is still NULL, and getenv finds nothing.
 * libc sets it to this same array a little later. The priority puts this before our other
 * constructors.
 */
__attribute__((constructor(101))) static void find_environment(int argc, char **argv, char **envp)
{
    (void)argc;
    (void)argv;
    if (!environ) {
        environ = envp;
    }
}

static void read_executable(void)
{
    long bytes = LC_SYS4(SYS_readlinkat, AT_FDCWD, "/proc/self/exe", g_lc.executable,
                         sizeof(g_lc.executable) - 1);
    g_lc.executable[bytes > 0 ? bytes : 0] = '\0';
}

const char *lc_runtime_program_name(void)
{
    const char *slash = strrchr(g_lc.executable, '/');
    return slash ? slash + 1 : g_lc.executable;
}

/* Helpers of other tools, and our own, inherit LD_PRELOAD; watching them helps nobody. */
static bool is_helper_program(void)
{
    static const char *const names[] = {
        "lockcheck",          "racegate",  "llvm-symbolizer", "llvm-symbolizer-14",
        "llvm-symbolizer-19", "addr2line", "valgrind",
    };
    for (size_t i = 0; i < LC_COUNT_OF(names); i++) {
        if (strcmp(lc_runtime_program_name(), names[i]) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_under_valgrind(void)
{
    const char *preload = getenv(LC_ENV_PRELOAD);
    return preload && strstr(preload, "vgpreload_") != NULL;
}

static void read_options(void)
{
    char error[256];
    lc_options_defaults(&g_lc.options);
    if (lc_options_parse(&g_lc.options, getenv(LC_ENV_OPTIONS), error, sizeof(error)) != 0) {
        say(LC_ENV_OPTIONS ": ", error, "");
        (void)LC_SYS1(SYS_exit_group, LC_EXIT_FAILURE);
    }
    if (g_lc.options.help) {
        static char s_help[LC_OPTIONS_HELP_BYTES];
        size_t bytes = lc_options_help(s_help, sizeof(s_help));
        (void)LC_SYS3(SYS_write, STDERR_FILENO, s_help, bytes);
    }
}

static void make_fork_canary(void)
{
    void *page = lc_arena_mmap.grow(4096);
    s_fork_canary = &s_fork_canary_none;
    if (page && LC_SYS3(SYS_madvise, page, 4096, MADV_WIPEONFORK) == 0) {
        s_fork_canary = page;
        *s_fork_canary = 1;
    }
}

static int make_memory(void)
{
    lc_arena_init(&g_lc.arena, &lc_arena_mmap, SIZE_MAX);
    g_lc.order = lc_order_new(&g_lc.arena);
    return g_lc.order ? 0 : -ENOMEM;
}

void lc_runtime_start(void)
{
    g_lc.pid = (uint32_t)LC_SYS0(SYS_getpid);
    g_lc.start_ns = first_now_ns();
    lc_stderr_note();
    read_executable();
    if (is_helper_program()) {
        lc_store_relaxed(&g_lc.power, LC_POWER_OFF);
        return;
    }
    read_options();
    if (is_under_valgrind()) {
        say("not checking: ", lc_runtime_program_name(), " runs under Valgrind");
        lc_store_relaxed(&g_lc.power, LC_POWER_OFF);
        return;
    }
    make_fork_canary();
    if (make_memory() != 0) {
        say("not checking: ", "no memory", "");
        lc_store_relaxed(&g_lc.power, LC_POWER_OFF);
        return;
    }
    lc_tool_find();
    lc_stack_prime();
    lc_store_relaxed(&g_lc.power, LC_POWER_ON);
    if (g_lc.options.trace[0]) {
        lc_futex_lock(&g_lc.cold);
        (void)lc_runtime_trace_locked();
        lc_futex_unlock(&g_lc.cold);
    }
}

struct lc_trace_writer *lc_runtime_trace_locked(void)
{
    if (!g_lc.trace_started) {
        g_lc.trace_started = true;
        lc_trace_file_start_locked();
    }
    if (g_lc.trace.header) {
        g_lc.trace.header->counts = g_lc.counts;
    }
    return &g_lc.trace;
}

bool lc_runtime_trace_roomy_locked(void)
{
    (void)lc_runtime_trace_locked();
    return g_lc.trace.header && g_lc.trace.next < LC_TRACE_ROOMY_BYTES &&
           g_lc.trace.next < g_lc.trace.bytes / 2;
}

void lc_runtime_note_locked(const char *text, bool incomplete)
{
    struct lc_trace_writer *trace = lc_runtime_trace_locked();
    size_t bytes = strlen(text);
    struct lc_trace_note *note = lc_trace_begin(trace, LC_REC_NOTE, sizeof(*note) + bytes);
    if (note) {
        note->record.flags = incomplete;
        note->text = lc_trace_put_text(note, sizeof(*note), text, bytes);
        lc_trace_commit(trace);
    }
}

/* What a thread asked for before it entered: cancelled in cold it would never give it back. */
struct guest {
    uint64_t blocked; /* signals */
    int cancel_type;
};
static struct guest s_guest; /* the one in cold; under cold */

static struct guest close_the_door(void)
{
    struct guest guest = {.blocked = lc_signals_hold(), .cancel_type = PTHREAD_CANCEL_DEFERRED};
    (void)pthread_setcanceltype(PTHREAD_CANCEL_DEFERRED, &guest.cancel_type);
    return guest;
}

static void open_the_door(struct guest guest)
{
    lc_thread_let_signals_go(guest.blocked);
    if (LC_UNLIKELY(guest.cancel_type != PTHREAD_CANCEL_DEFERRED)) {
        (void)pthread_setcanceltype(guest.cancel_type, &guest.cancel_type); /* and may end here */
    }
}

static void come_in_locked(struct guest guest)
{
    if (LC_UNLIKELY(*s_fork_canary == 0)) {
        lc_runtime_fork_child();
        lc_futex_lock(&g_lc.cold);
    }
    s_guest = guest;
}

void lc_cold_enter(struct lc_thread *self)
{
    (void)self;
    struct guest guest = close_the_door();
    lc_futex_lock(&g_lc.cold);
    come_in_locked(guest);
}

bool lc_cold_try_enter(struct lc_thread *self)
{
    (void)self;
    struct guest guest = close_the_door();
    if (!lc_futex_trylock(&g_lc.cold)) {
        open_the_door(guest);
        return false;
    }
    come_in_locked(guest);
    return true;
}

void lc_cold_leave(struct lc_thread *self)
{
    (void)self;
    struct guest guest = s_guest;
    lc_futex_unlock(&g_lc.cold);
    open_the_door(guest);
}

uint64_t lc_cold_blocked_locked(void)
{
    return s_guest.blocked;
}

/* The forking thread has cold: nobody was writing what it guards. Under cold. */
static bool s_fork_is_clean;

/*
 * fork() may be called by a signal handler that interrupted us; then cold may be ours already, and
 * the child starts afresh in any case.
 */
void lc_runtime_fork_prepare(void)
{
    if (lc_runtime_is_on() && !lc_thread_inside()) {
        uint64_t blocked = lc_signals_hold();
        lc_futex_lock(&g_lc.cold);
        s_guest.blocked = blocked;
        lc_event_fork_locked(tl_self);
        s_fork_is_clean = true;
    }
}

void lc_runtime_fork_parent(void)
{
    if (lc_runtime_is_on() && !lc_thread_inside()) {
        uint64_t blocked = s_guest.blocked;
        s_fork_is_clean = false;
        lc_futex_unlock(&g_lc.cold);
        lc_signals_let_go(blocked);
    }
}

/* Stacks and modules mean the same in the child, but its trace has none of them yet. */
static bool keep_stacks_locked(void)
{
    bool keep = s_fork_is_clean;
    s_fork_is_clean = false;
    if (keep) {
        lc_stacks_unrecord_locked();
        lc_modules_unrecord_locked();
        lc_orphans_collect_locked(tl_self);
    } else {
        lc_orphans_forget_locked();
        lc_stacks_reset_locked();
        lc_modules_reset_locked();
    }
    return keep;
}

/* The parent's locks, threads and orders are not ours; only what this thread holds is. */
void lc_runtime_fork_child(void)
{
    if (!lc_runtime_is_on()) {
        return;
    }
    uint64_t blocked = s_fork_is_clean ? s_guest.blocked : LC_SIGNALS_NOT_HELD;
    *s_fork_canary = 1;
    lc_futex_reinit(&g_lc.cold);
    lc_futex_lock(&g_lc.cold);
    lc_event_fork_child(s_fork_is_clean);
    lc_trace_release(&g_lc.trace);
    g_lc.trace_started = false;
    g_lc.reported = false;
    g_lc.pid = (uint32_t)LC_SYS0(SYS_getpid);
    g_lc.start_ns = lc_runtime_now_ns();
    g_lc.counts = (struct lc_trace_counts){0};
    lc_arena_abandon(&g_lc.arena);
    lc_locks_reset_locked();
    lc_annotations_reset_locked();
    lc_barriers_reset_locked();
    lc_initialised_forget();
    bool has_stacks = keep_stacks_locked();
    lc_handles_reset_locked();
    lc_dependency_reset_locked();
    lc_snapshot_reset_locked();
    lc_signalled_reset_locked();
    lc_nested_reset_locked();
    lc_contention_reset_locked();
    lc_signal_locks_reset_locked();
    lc_classes_reset_locked();
    lc_onces_reset_locked();
    lc_store_relaxed(&g_lc_stuck_witness, NULL);
    lc_findings_reset_locked();
    g_lc.order = lc_order_new(&g_lc.arena);
    if (g_lc.order) {
        lc_thread_fork_child(has_stacks);
    } else {
        lc_store_relaxed(&g_lc.power, LC_POWER_OFF);
    }
    lc_futex_unlock(&g_lc.cold);
    lc_signals_let_go(blocked);
}
