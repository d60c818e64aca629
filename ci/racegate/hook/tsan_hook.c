/*
 * The report hook of gcc's ThreadSanitizer runtime: writes each report as one line of JSON to
 * $RACEGATE_TSAN_HOOK.PID, as the runtime's own data and not as text to be parsed again.
 *
 * Preloaded. The runtime calls __tsan_on_report() in the middle of its work, so nothing in here
 * allocates, locks, or calls a function that the runtime intercepts: only raw system calls and a
 * buffer. In a process without that runtime the hook is never called. clang's runtime is a part of
 * the program and does not see it.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { BUFFER_BYTES = 16 * 1024, TRACE_MAX = 64, SYMBOL_BYTES = 4096, PATH_BYTES = 4096 };

/* As gcc 12 and clang 14 and 19 declare them in tsan_debugging. All are there or none. */
#define RUNTIME __attribute__((weak)) extern int
RUNTIME __tsan_get_report_data(void *report, const char **description, int *count, int *stack_count,
                               int *access_count, int *location_count, int *mutex_count,
                               int *thread_count, int *unique_thread_count, void **sleep_trace,
                               unsigned long trace_size);
RUNTIME __tsan_get_report_stack(void *report, unsigned long index, void **trace,
                                unsigned long trace_size);
RUNTIME __tsan_get_report_mop(void *report, unsigned long index, int *thread, void **address,
                              int *size, int *write, int *atomic, void **trace,
                              unsigned long trace_size);
RUNTIME __tsan_get_report_loc(void *report, unsigned long index, const char **type, void **address,
                              unsigned long *start, unsigned long *size, int *thread, int *fd,
                              int *suppressable, void **trace, unsigned long trace_size);
RUNTIME __tsan_get_report_thread(void *report, unsigned long index, int *thread,
                                 unsigned long long *os_id, int *running, const char **name,
                                 int *parent, void **trace, unsigned long trace_size);
__attribute__((weak)) extern void __sanitizer_symbolize_pc(void *pc, const char *format, char *out,
                                                           unsigned long out_size);
__attribute__((weak)) extern int __sanitizer_get_module_and_offset_for_pc(void *pc, char *module,
                                                                          unsigned long size,
                                                                          void **offset);
__attribute__((visibility("default"))) void __tsan_on_report(void *report);

/* One report at a time: the runtime calls us under its own lock. */
static struct {
    int fd;
    size_t used;
    char bytes[BUFFER_BYTES];
} s_out = {.fd = -1};

static void flush(void)
{
    for (size_t done = 0; done < s_out.used;) {
        long got = syscall(SYS_write, s_out.fd, s_out.bytes + done, s_out.used - done);
        if (got <= 0) {
            break; /* the text log has the report too */
        }
        done += (size_t)got;
    }
    s_out.used = 0;
}

static void put(const char *text)
{
    for (; *text != '\0'; text++) {
        if (s_out.used == BUFFER_BYTES) {
            flush();
        }
        s_out.bytes[s_out.used++] = *text;
    }
}

static void put_number(unsigned long long number)
{
    char digits[24];
    size_t at = sizeof(digits) - 1;
    digits[at] = '\0';
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number != 0);
    put(digits + at);
}

/* Bytes that are no printable ASCII are dropped: JSON wants UTF-8, and nobody checks it here. */
static void put_string(const char *text)
{
    put("\"");
    for (; text != NULL && *text != '\0'; text++) {
        char one[3] = {*text, '\0', '\0'};
        if (*text == '"' || *text == '\\') {
            one[0] = '\\';
            one[1] = *text;
        }
        if (*text >= ' ' && *text < 0x7f) {
            put(one);
        }
    }
    put("\"");
}

static void put_member(const char *name, unsigned long long number)
{
    put_string(name);
    put(":");
    put_number(number);
    put(",");
}

/* The frames of one address: more than one where calls were inlined. */
static void put_address(void *pc, bool *is_first)
{
    static char symbol[SYMBOL_BYTES], module[PATH_BYTES];
    void *offset = NULL;
    module[0] = '\0';
    if (__sanitizer_get_module_and_offset_for_pc != NULL) {
        (void)__sanitizer_get_module_and_offset_for_pc(pc, module, sizeof(module), &offset);
    }
    for (size_t i = 0; i < sizeof(symbol); i++) {
        symbol[i] = '\0';
    }
    /* Function, then file, then line, each on its own line; one frame after another. */
    __sanitizer_symbolize_pc(pc, "%f\n%s\n%l\n", symbol, sizeof(symbol) - 1);
    for (char *frame = symbol; *frame != '\0';) {
        char *parts[3] = {frame, frame, frame};
        char *p = frame;
        for (int i = 0; i < 3; i++) {
            parts[i] = p;
            while (*p != '\n' && *p != '\0') {
                p++;
            }
            if (*p == '\n') {
                *p++ = '\0';
            }
        }
        put(*is_first ? "{\"function\":" : ",{\"function\":");
        *is_first = false;
        put_string(parts[0]);
        put(",\"file\":");
        put_string(parts[1]);
        put(",\"line\":");
        put_string(parts[2]);
        put(",\"module\":");
        put_string(module);
        put(",\"offset\":");
        put_number((unsigned long long)(size_t)offset);
        put("}");
        frame = p + (*p == '\0');
    }
}

static void put_trace(void *const *trace)
{
    bool is_first = true;
    put("\"stack\":[");
    for (size_t i = 0; i < TRACE_MAX && trace[i] != NULL; i++) {
        /* An inlined call has the address of its caller, whose symbols name both. */
        if (i == 0 || trace[i] != trace[i - 1]) {
            put_address(trace[i], &is_first);
        }
    }
    put("]");
}

static void put_accesses(void *report, int count)
{
    put("\"accesses\":[");
    for (int i = 0; i < count; i++) {
        void *trace[TRACE_MAX] = {NULL}, *address;
        int thread = 0, size = 0, is_write = 0, is_atomic = 0;
        __tsan_get_report_mop(report, (unsigned long)i, &thread, &address, &size, &is_write,
                              &is_atomic, trace, TRACE_MAX);
        put(i == 0 ? "{" : ",{");
        put_member("thread", (unsigned)thread);
        put_member("size", (unsigned)size);
        put_member("write", is_write != 0);
        put_member("atomic", is_atomic != 0);
        put_trace(trace);
        put("}");
    }
    put("],");
}

static void put_stacks(void *report, int count)
{
    put("\"stacks\":[");
    for (int i = 0; i < count; i++) {
        void *trace[TRACE_MAX] = {NULL};
        __tsan_get_report_stack(report, (unsigned long)i, trace, TRACE_MAX);
        put(i == 0 ? "{" : ",{");
        put_trace(trace);
        put("}");
    }
    put("],");
}

static void put_locations(void *report, int count)
{
    put("\"locations\":[");
    for (int i = 0; i < count; i++) {
        void *trace[TRACE_MAX] = {NULL}, *address;
        const char *type = "";
        unsigned long start = 0, size = 0;
        int thread = 0, fd = 0, suppressable = 0;
        __tsan_get_report_loc(report, (unsigned long)i, &type, &address, &start, &size, &thread,
                              &fd, &suppressable, trace, TRACE_MAX);
        put(i == 0 ? "{\"type\":" : ",{\"type\":");
        put_string(type);
        put(",");
        put_member("size", size);
        put_trace(trace);
        put("}");
    }
    put("],");
}

static void put_threads(void *report, int count)
{
    put("\"threads\":[");
    for (int i = 0; i < count; i++) {
        void *trace[TRACE_MAX] = {NULL};
        const char *name = NULL;
        int thread = 0, running = 0, parent = 0;
        unsigned long long os_id = 0;
        __tsan_get_report_thread(report, (unsigned long)i, &thread, &os_id, &running, &name,
                                 &parent, trace, TRACE_MAX);
        put(i == 0 ? "{" : ",{");
        put_member("thread", (unsigned)thread);
        put("\"name\":");
        put_string(name);
        put(",");
        put_trace(trace);
        put("}");
    }
    put("]}\n");
}

/* $RACEGATE_TSAN_HOOK.PID; a fork has another number, and so a file of its own. */
static bool open_log(void)
{
    static long owner;
    static char path[PATH_BYTES];
    const char *prefix = getenv("RACEGATE_TSAN_HOOK");
    long pid = syscall(SYS_getpid);
    if (s_out.fd >= 0 && owner == pid) {
        return true;
    }
    size_t length = 0;
    char digits[24];
    size_t at = sizeof(digits);
    for (; prefix != NULL && prefix[length] != '\0' && length < PATH_BYTES - 32; length++) {
        path[length] = prefix[length];
    }
    for (long number = pid; number > 0; number /= 10) {
        digits[--at] = (char)('0' + number % 10);
    }
    path[length++] = '.';
    while (at < sizeof(digits)) {
        path[length++] = digits[at++];
    }
    path[length] = '\0';
    owner = pid;
    s_out.fd = prefix == NULL ? -1
                              : (int)syscall(SYS_openat, AT_FDCWD, path,
                                             O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    return s_out.fd >= 0;
}

void __tsan_on_report(void *report)
{
    const char *description = "";
    int count = 0, stacks = 0, accesses = 0, locations = 0, mutexes = 0, threads = 0, unique = 0;
    void *sleep_trace[1];
    if (__tsan_get_report_data == NULL || __sanitizer_symbolize_pc == NULL || !open_log()) {
        return;
    }
    __tsan_get_report_data(report, &description, &count, &stacks, &accesses, &locations, &mutexes,
                           &threads, &unique, sleep_trace, 0);
    put("{\"racegate-tsan-hook\":1,\"kind\":");
    put_string(description);
    put(",");
    put_member("pid", (unsigned long long)syscall(SYS_getpid));
    put_accesses(report, accesses);
    put_stacks(report, stacks);
    put_locations(report, locations);
    put_threads(report, threads);
    flush();
}
