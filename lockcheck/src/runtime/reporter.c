#include "runtime/reporter.h"

#include <fcntl.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/env.h"
#include "base/fmt.h"
#include "base/sys.h"
#include "runtime/state.h"
#include "runtime/stderr.h"
#include "runtime/tool.h"
#include "runtime/trace_file.h"

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

static bool is_told(size_t at)
{
    return record_at(at)->flags & LC_FINDING_TOLD;
}

/*
 * What is told while the process goes on: what was found last, and every deadlock. Of two that are
 * found at a time, the first to tell may find the other one newer.
 */
static bool is_due(size_t at, size_t newest)
{
    const struct lc_trace_finding *finding = (const struct lc_trace_finding *)record_at(at);
    return !is_told(at) && (at == newest || finding->tier == LC_TIER_DEADLOCK);
}

/* In the copy that the tool gets: the trace itself keeps what is still to be told at the end. */
static void mark_older(int fd, size_t newest)
{
    for (size_t at = first_finding(); at; at = finding_after(at)) {
        const uint16_t older = record_at(at)->flags | LC_FINDING_OLDER;
        if (!is_due(at, newest)) {
            (void)LC_SYS4(SYS_pwrite64, fd, &older, sizeof(older),
                          at + offsetof(struct lc_trace_record, flags));
        }
    }
}

static const char *number_argument(char *buffer, size_t bytes, const char *before, uint32_t number)
{
    struct lc_fmt fmt;
    lc_fmt_init(&fmt, buffer, bytes);
    lc_fmt_str(&fmt, before);
    lc_fmt_u64(&fmt, number);
    return buffer;
}

static const char *const *report_arguments(void *context)
{
    const size_t *newest = context;
    int fd = (int)LC_SYS2(SYS_memfd_create, "lockcheck-trace", 0);
    write_all(fd, (const unsigned char *)g_lc.trace.header, g_lc.trace.next);
    if (*newest) {
        mark_older(fd, *newest);
    }
    static char s_fd[32];
    static const char *arguments[] = {"lockcheck", "report", "--from-library", s_fd, "--kept-as",
                                      NULL,        NULL};
    arguments[5] = lc_trace_file_path_locked();
    (void)number_argument(s_fd, sizeof(s_fd), "--fd=", (uint32_t)fd);
    return arguments;
}

/* Of all, or, with the newest finding, of what is due. 0: nothing that fails; else the status of
 * findings. -1: the tool did not run. */
static int ask_tool(size_t newest)
{
    int status = lc_tool_run_locked(report_arguments, &newest);
    bool is_verdict =
        status == 0 || status == (int)g_lc.options.exitcode || status == LC_EXIT_FINDINGS;
    return is_verdict ? status : -1;
}

int lc_reporter_run_locked(void)
{
    int verdict = ask_tool(0);
    if (verdict < 0) {
        verdict = lc_reporter_plain_locked(lc_stderr_fd());
    }
    for (size_t at = first_finding(); at; at = finding_after(at)) {
        record_at(at)->flags |= LC_FINDING_TOLD;
    }
    return verdict;
}

static void tell_due(size_t newest)
{
    bool has_tool = ask_tool(newest) >= 0;
    for (size_t at = first_finding(); at; at = finding_after(at)) {
        bool due = is_due(at, newest);
        if (due && !has_tool) {
            lc_reporter_plain_one_locked(lc_stderr_fd(),
                                         (const struct lc_trace_finding *)record_at(at));
        }
        record_at(at)->flags |= due ? LC_FINDING_TOLD : 0;
    }
}

void lc_reporter_tell_now_locked(void)
{
    size_t newest = 0, due = 0;
    for (size_t at = first_finding(); at; at = finding_after(at)) {
        newest = at;
    }
    for (size_t at = first_finding(); at; at = finding_after(at)) {
        due += is_due(at, newest);
    }
    if (due) {
        tell_due(newest);
    }
}

struct stack_request {
    int fd;
    uint32_t tid;
};

static const char *const *stack_arguments(void *context)
{
    static char s_fd[32], s_tid[32], s_pid[32];
    static const char *s_arguments[] = {"lockcheck", "stack", s_fd, s_tid, s_pid, NULL};
    const struct stack_request *request = context;
    (void)LC_SYS3(SYS_fcntl, request->fd, F_SETFD, 0);
    (void)number_argument(s_fd, sizeof(s_fd), "--raw-fd=", (uint32_t)request->fd);
    (void)number_argument(s_tid, sizeof(s_tid), "--tid=", request->tid);
    (void)number_argument(s_pid, sizeof(s_pid), "", g_lc.pid);
    return s_arguments;
}

/* Where only a declared tracer may look (Yama), the tool is declared for the moment. */
static void allow_tracer(bool allowed)
{
    (void)LC_SYS5(SYS_prctl, PR_SET_PTRACER, allowed ? PR_SET_PTRACER_ANY : 0, 0, 0, 0);
}

uint32_t lc_reporter_stack_of_locked(uint32_t tid, uintptr_t *ret_addresses, uint32_t max)
{
    struct stack_request request = {
        .fd = (int)LC_SYS2(SYS_memfd_create, "lockcheck-stack", MFD_CLOEXEC),
        .tid = tid,
    };
    if (request.fd < 0) {
        return 0;
    }
    allow_tracer(true);
    int status = lc_tool_run_locked(stack_arguments, &request);
    allow_tracer(false);
    long bytes = 0;
    if (status == 0) {
        bytes = LC_SYS4(SYS_pread64, request.fd, ret_addresses, max * sizeof(*ret_addresses), 0);
    }
    (void)LC_SYS1(SYS_close, request.fd);
    return bytes > 0 ? (uint32_t)((size_t)bytes / sizeof(*ret_addresses)) : 0;
}
