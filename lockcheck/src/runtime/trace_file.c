#include "runtime/trace_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/env.h"
#include "base/fmt.h"
#include "base/hash.h"
#include "base/sys.h"
#include "runtime/event.h"
#include "runtime/state.h"
#include "runtime/stderr.h"

enum { COMMAND_BYTES_MAX = 4096, PATH_BYTES = 4096, EXEC_IMAGES_MAX = 1000 };

/* trace= with %p and %e replaced. A later image of one pid (after exec) gets ".1", ".2" … before
 * the suffix. */
static bool expand(char *path, size_t path_bytes, unsigned image)
{
    struct lc_fmt fmt;
    lc_fmt_init(&fmt, path, path_bytes);
    const char *pattern = g_lc.options.trace;
    size_t end = strlen(pattern);
    size_t suffix = strlen(LC_TRACE_SUFFIX);
    size_t stem =
        end > suffix && strcmp(pattern + end - suffix, LC_TRACE_SUFFIX) == 0 ? end - suffix : end;
    for (size_t i = 0; i < end; i++) {
        if (i == stem && image) {
            lc_fmt_char(&fmt, '.');
            lc_fmt_u64(&fmt, image);
        }
        if (pattern[i] == '%' && pattern[i + 1] == 'p') {
            lc_fmt_u64(&fmt, g_lc.pid);
            i++;
        } else if (pattern[i] == '%' && pattern[i + 1] == 'e') {
            lc_fmt_str(&fmt, lc_runtime_program_name());
            i++;
        } else {
            lc_fmt_char(&fmt, pattern[i]);
        }
    }
    if (stem == end && image) {
        lc_fmt_char(&fmt, '.');
        lc_fmt_u64(&fmt, image);
    }
    return !fmt.cut;
}

static int create_file(char *path, size_t path_bytes)
{
    int error = -ENAMETOOLONG;
    for (unsigned image = 0; image < EXEC_IMAGES_MAX; image++) {
        if (!expand(path, path_bytes, image)) {
            return -ENAMETOOLONG;
        }
        error = lc_trace_create(&g_lc.trace, path);
        if (error != -EEXIST) {
            return error;
        }
    }
    return error;
}

static void complain(const char *path, int error)
{
    char buffer[PATH_BYTES + 256];
    struct lc_fmt fmt;
    lc_fmt_init(&fmt, buffer, sizeof(buffer));
    lc_fmt_str(&fmt, "lockcheck: cannot write the trace ");
    lc_fmt_str(&fmt, path);
    lc_fmt_str(&fmt, ": ");
    const char *name = strerrordesc_np(-error);
    lc_fmt_str(&fmt, name ? name : "unknown error");
    lc_fmt_str(&fmt, "; it is kept in memory and reported when ");
    lc_fmt_str(&fmt, lc_runtime_program_name());
    lc_fmt_str(&fmt, " ends\n");
    (void)lc_fmt_write(&fmt, lc_stderr_fd());
}

static size_t read_command(char *buffer, size_t bytes)
{
    int fd = (int)LC_SYS3(SYS_openat, AT_FDCWD, "/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return 0;
    }
    long count = LC_SYS3(SYS_read, fd, buffer, bytes);
    (void)LC_SYS1(SYS_close, fd);
    return count > 0 ? (size_t)count : 0;
}

static uint64_t realtime_ns(void)
{
    struct timespec now = {0};
    (void)LC_SYS2(SYS_clock_gettime, CLOCK_REALTIME, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* Read once, and by children inherited: it does not change. */
static uint64_t read_boot_id(void)
{
    static uint64_t s_id; /* under cold */
    char text[64] = "";
    int fd = s_id ? -1
                  : (int)LC_SYS3(SYS_openat, AT_FDCWD, "/proc/sys/kernel/random/boot_id",
                                 O_RDONLY | O_CLOEXEC);
    if (fd >= 0) {
        (void)LC_SYS3(SYS_read, fd, text, sizeof(text) - 1);
        (void)LC_SYS1(SYS_close, fd);
        s_id = lc_hash_bytes(text, strlen(text));
    }
    return s_id;
}

static void write_process(void)
{
    static char s_command[COMMAND_BYTES_MAX]; /* both under cold */
    static char s_directory[PATH_BYTES];
    size_t command = read_command(s_command, sizeof(s_command));
    long directory = LC_SYS2(SYS_getcwd, s_directory, sizeof(s_directory));
    size_t executable = strlen(g_lc.executable);
    size_t run_id = strlen(g_lc.options.run_id);
    size_t directory_bytes = directory > 0 ? (size_t)directory - 1 : 0;
    struct lc_trace_process *record =
        lc_trace_begin(&g_lc.trace, LC_REC_PROCESS,
                       sizeof(*record) + executable + command + directory_bytes + run_id);
    if (!record) {
        return;
    }
    size_t at = sizeof(*record);
    record->executable = lc_trace_put_text(record, at, g_lc.executable, executable);
    record->command = lc_trace_put_text(record, at += executable, s_command, command);
    record->directory = lc_trace_put_text(record, at += command, s_directory, directory_bytes);
    record->run_id = lc_trace_put_text(record, at + directory_bytes, g_lc.options.run_id, run_id);
    lc_trace_commit(&g_lc.trace);
}

static char s_path[PATH_BYTES]; /* under cold */

const char *lc_trace_file_path_locked(void)
{
    return g_lc.trace.in_file ? s_path : "";
}

void lc_trace_file_start_locked(void)
{
    int error = -ENOENT;
    if (g_lc.options.trace[0]) {
        error = create_file(s_path, sizeof(s_path));
        if (error) {
            complain(s_path, error);
            g_lc.options.report = true;
        }
    }
    if (error && lc_trace_create_anonymous(&g_lc.trace) != 0) {
        g_lc.counts.dropped_no_memory++;
        return;
    }
    g_lc.trace.header->pid = g_lc.pid;
    g_lc.trace.header->parent_pid = (uint32_t)LC_SYS0(SYS_getppid);
    g_lc.trace.header->start_realtime_ns = realtime_ns();
    g_lc.trace.header->start_monotonic_ns = g_lc.start_ns;
    g_lc.trace.header->boot_id = read_boot_id();
    write_process();
    lc_event_trace_begun_locked();
}
