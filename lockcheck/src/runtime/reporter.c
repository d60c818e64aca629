#include "runtime/reporter.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/env.h"
#include "base/fmt.h"
#include "base/sys.h"
#include "runtime/state.h"

extern char **environ;

enum { TOOL_PATH_BYTES = 4096, TOOL_NO_EXEC = 127 };

static char s_tool[TOOL_PATH_BYTES]; /* empty: there is none */

static bool drop_last_component(char *path)
{
    char *slash = strrchr(path, '/');
    if (!slash || slash == path) {
        return false;
    }
    *slash = '\0';
    return true;
}

/*
 * PREFIX/lib.../lockcheck/liblockcheck.so -> PREFIX/bin/lockcheck: the private directory lies one
 * or two levels under the library directory (lib, lib64, lib/x86_64-linux-gnu).
 */
void lc_reporter_start(void)
{
    Dl_info info;
    char path[TOOL_PATH_BYTES];
    if (!dladdr((void *)lc_reporter_start, &info) || !info.dli_fname ||
        strlen(info.dli_fname) >= sizeof(path)) {
        return;
    }
    memcpy(path, info.dli_fname, strlen(info.dli_fname) + 1);
    if (!drop_last_component(path)) {
        return;
    }
    for (int level = 0; level < 3 && drop_last_component(path); level++) {
        struct lc_fmt fmt;
        lc_fmt_init(&fmt, s_tool, sizeof(s_tool));
        lc_fmt_str(&fmt, path);
        lc_fmt_str(&fmt, "/bin/lockcheck");
        if (!fmt.cut && LC_SYS3(SYS_faccessat, AT_FDCWD, s_tool, X_OK) == 0) {
            return;
        }
    }
    s_tool[0] = '\0';
}

static void write_all(int fd, const unsigned char *bytes, size_t count)
{
    while (count > 0) {
        long done = LC_SYS3(SYS_write, fd, bytes, count);
        if (done <= 0) {
            return;
        }
        bytes += done;
        count -= (size_t)done;
    }
}

/* Offset in the trace of the first finding at `from` or later; 0: none. */
static size_t next_finding(size_t from)
{
    const unsigned char *base = (const unsigned char *)g_lc.trace.header;
    for (size_t at = from; at < g_lc.trace.next;) {
        const struct lc_trace_record *record = (const struct lc_trace_record *)(base + at);
        if (record->type == LC_REC_FINDING) {
            return at;
        }
        at += record->bytes;
    }
    return 0;
}

static size_t finding_after(size_t at)
{
    const unsigned char *base = (const unsigned char *)g_lc.trace.header;
    return next_finding(at + ((const struct lc_trace_record *)(base + at))->bytes);
}

static struct lc_trace_record *record_at(size_t at)
{
    return (struct lc_trace_record *)((unsigned char *)g_lc.trace.header + at);
}

static size_t first_finding(void)
{
    return next_finding(g_lc.trace.header->header_bytes);
}

/* In the copy that the tool gets: the trace itself keeps what is still to be told at the end. */
static void mark_older_as_told(int fd)
{
    const uint16_t told = LC_FINDING_TOLD;
    size_t at = first_finding();
    for (size_t next; at && (next = finding_after(at)) != 0; at = next) {
        (void)LC_SYS4(SYS_pwrite64, fd, &told, sizeof(told),
                      at + offsetof(struct lc_trace_record, flags));
    }
}

/* The child's copy of the environment without the preload: the tool is not to be watched. */
static char **environment_for_tool(void)
{
    static char *s_environment[4096];
    unsigned used = 0;
    for (char **entry = environ; entry && *entry && used + 1 < LC_COUNT_OF(s_environment);
         entry++) {
        if (strncmp(*entry, LC_ENV_PRELOAD "=", sizeof(LC_ENV_PRELOAD)) != 0) {
            s_environment[used++] = *entry;
        }
    }
    s_environment[used] = NULL;
    return s_environment;
}

/* The program's handlers must not run in the child: signals stay blocked until exec has reset them.
 */
static uint64_t block_signals(uint64_t mask)
{
    uint64_t old = 0;
    (void)LC_SYS4(SYS_rt_sigprocmask, SIG_SETMASK, &mask, &old, sizeof(mask));
    return old;
}

static void run_tool(bool newest_only)
{
    int fd = (int)LC_SYS2(SYS_memfd_create, "lockcheck-trace", 0);
    if (fd < 0) {
        (void)LC_SYS1(SYS_exit_group, TOOL_NO_EXEC);
    }
    write_all(fd, (const unsigned char *)g_lc.trace.header, g_lc.trace.next);
    if (newest_only) {
        mark_older_as_told(fd);
    }
    char argument[32];
    struct lc_fmt fmt;
    lc_fmt_init(&fmt, argument, sizeof(argument));
    lc_fmt_str(&fmt, "--fd=");
    lc_fmt_u64(&fmt, (uint64_t)fd);
    const char *const arguments[] = {"lockcheck", "report", "--from-library", argument, NULL};
    (void)block_signals(0);
    (void)LC_SYS3(SYS_execve, s_tool, arguments, environment_for_tool());
    (void)LC_SYS1(SYS_exit_group, TOOL_NO_EXEC);
}

static int spawn_tool(bool newest_only)
{
    uint64_t old = block_signals(~(uint64_t)0);
    /* Like fork, but with no signal to the parent at the end. */
    long child = LC_SYS5(SYS_clone, CLONE_VFORK, 0, 0, 0, 0);
    if (child == 0) {
        run_tool(newest_only);
    }
    int status = -1;
    while (child > 0 && LC_SYS4(SYS_wait4, child, &status, __WALL, NULL) == -EINTR) {
    }
    (void)block_signals(old);
    return child < 0 || !WIFEXITED(status) ? TOOL_NO_EXEC : WEXITSTATUS(status);
}

/* 0: nothing that fails; else the status of findings. -1: the tool did not run. */
static int ask_tool(bool newest_only)
{
    int status = s_tool[0] ? spawn_tool(newest_only) : TOOL_NO_EXEC;
    bool is_verdict =
        status == 0 || status == (int)g_lc.options.exitcode || status == LC_EXIT_FINDINGS;
    return is_verdict ? status : -1;
}

int lc_reporter_run_locked(void)
{
    int verdict = ask_tool(false);
    if (verdict < 0) {
        verdict = lc_reporter_plain_locked(STDERR_FILENO);
    }
    for (size_t at = first_finding(); at; at = finding_after(at)) {
        record_at(at)->flags |= LC_FINDING_TOLD;
    }
    return verdict;
}

void lc_reporter_tell_now_locked(void)
{
    size_t newest = 0;
    for (size_t at = first_finding(); at; at = finding_after(at)) {
        newest = at;
    }
    if (!newest) {
        return;
    }
    if (ask_tool(true) < 0) {
        (void)lc_reporter_plain_locked(STDERR_FILENO);
    }
    record_at(newest)->flags |= LC_FINDING_TOLD;
}
