/*
 * ThreadSanitizer's text, as gcc 12, clang 14 and clang 19 write it. A report is
 *
 *     WARNING: ThreadSanitizer: KIND (pid=N)
 *       Heading of a stack:
 *         #0 frame
 *                                      (a blank line ends a stack)
 *     SUMMARY: ThreadSanitizer: ...
 *
 * With verbosity=1 the log starts with a line that says the detector is running and ends with its
 * statistics: that is how a log without reports still proves that somebody looked.
 */
#include "read/reader.h"

#include <errno.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "base/lines.h"
#include "read/tsan_frame.h"

struct parser {
    struct rg_pool pool; /* of the report being read */
    struct rg_report *report;
    struct rg_stack *stack;
    unsigned long long frame_count;
    const struct rg_sink *sink;
    struct rg_log *log;
    unsigned long matched_left; /* lines of the list of matched suppressions still to come */
    struct rg_lines lines;
};

static bool starts(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

static enum rg_kind kind_of(const char *words)
{
    static const struct {
        const char *words;
        enum rg_kind kind;
    } rows[] = {
        {"data race", RG_KIND_DATA_RACE},
        {"race on external object", RG_KIND_DATA_RACE},
        {"heap-use-after-free", RG_KIND_USE_AFTER_FREE},
        {"lock-order-inversion", RG_KIND_LOCK_ORDER},
        {"double lock of a mutex", RG_KIND_SELF_DEADLOCK},
        {"unlock of an unlocked mutex", RG_KIND_UNLOCK_NOT_LOCKED},
        {"read unlock of a write locked mutex", RG_KIND_UNLOCK_NOT_LOCKED},
        {"read lock of a write locked mutex", RG_KIND_RWLOCK_MISUSE},
        {"destroy of a locked mutex", RG_KIND_DESTROY_HELD},
        {"use of an invalid mutex", RG_KIND_MUTEX_INVALID},
        {"use of an uninitialized", RG_KIND_MUTEX_INVALID},
        {"mutex held in the wrong context", RG_KIND_MUTEX_INVALID},
        {"thread leak", RG_KIND_THREAD_LEAK},
        {"signal-unsafe call", RG_KIND_SIGNAL_UNSAFE},
        {"signal handler spoils errno", RG_KIND_SIGNAL_ERRNO},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        if (starts(words, rows[i].words)) {
            return rows[i].kind;
        }
    }
    return RG_KIND_OTHER;
}

static void start_report(struct parser *parser, const char *words)
{
    struct rg_report *report = rg_pool_alloc(&parser->pool, sizeof(*report));
    const char *pid = strstr(words, " (pid=");
    size_t length = pid == NULL ? strlen(words) : (size_t)(pid - words);
    report->tool = "tsan";
    report->tool_kind = rg_pool_copy(&parser->pool, words, length);
    report->kind = kind_of(words);
    report->pid = pid == NULL ? 0 : strtol(pid + 6, NULL, 10);
    report->count = 1;
    parser->report = report;
    parser->stack = NULL;
    parser->frame_count = 0;
    parser->log->pid = report->pid;
}

static void end_report(struct parser *parser, const char *summary)
{
    struct rg_report *report = parser->report;
    if (report != NULL && parser->frame_count > 0) {
        report->message = rg_pool_string(&parser->pool, summary);
        parser->log->report_count++;
        parser->sink->report(parser->sink->context, report);
    }
    parser->report = NULL;
    parser->stack = NULL;
    rg_pool_clear(&parser->pool);
}

/* The report breaks off: what it has still counts, when that is a stack. */
static void cut_report(struct parser *parser)
{
    if (parser->report != NULL) {
        parser->log->is_cut = true;
        end_report(parser, parser->report->tool_kind);
    }
}

/* "T1" or "main" out of "... by thread T1 (mutexes: ...)" or "... by main thread". */
static const char *thread_of(struct parser *parser, const char *heading)
{
    const char *thread = strstr(heading, "thread T");
    if (thread == NULL) {
        return strstr(heading, "main thread") == NULL ? NULL : "main";
    }
    thread += 7;
    return rg_pool_copy(&parser->pool, thread, 1 + strspn(thread + 1, "0123456789"));
}

static enum rg_role role_of(const struct parser *parser, const char *heading)
{
    if (starts(heading, "Location is ")) {
        return starts(heading, "Location is heap") ? RG_ROLE_ALLOCATED : RG_ROLE_NOTE;
    }
    if (starts(heading, "Thread T")) {
        return parser->report->kind == RG_KIND_THREAD_LEAK ? RG_ROLE_SITE : RG_ROLE_CREATED_THREAD;
    }
    if (starts(heading, "Mutex M")) {
        return strstr(heading, "acquired here while holding") != NULL ? RG_ROLE_WANTS
               : strstr(heading, "previously acquired") != NULL       ? RG_ROLE_HOLDS
                                                                      : RG_ROLE_CREATED_LOCK;
    }
    if (strstr(heading, " of size ") != NULL && strstr(heading, " by ") != NULL) {
        return RG_ROLE_ACCESS;
    }
    return starts(heading, "Signal ") ? RG_ROLE_SITE : RG_ROLE_NOTE;
}

/* "Location is global 'counter' of size 4 at ...": the name between the quotes. */
static void read_location(struct parser *parser, const char *heading)
{
    struct rg_report *report = parser->report;
    report->object_text = rg_pool_string(&parser->pool, heading + strlen("Location is "));
    if (starts(report->object_text, "global '")) {
        const char *name = report->object_text + strlen("global '");
        report->object = rg_pool_copy(&parser->pool, name, strcspn(name, "'"));
    }
}

/* "Thread T2 'worker' (tid=...": what the program calls the thread. */
static void read_thread(struct parser *parser, const char *heading)
{
    size_t length = strspn(heading + strlen("Thread T"), "0123456789") + 1;
    char *name = rg_pool_copy(&parser->pool, heading + strlen("Thread "), length);
    struct rg_thread *thread = rg_report_thread(parser->report, &parser->pool, name);
    const char *label = heading + strlen("Thread ") + length;
    const char *end = strstr(label, "' (tid=");
    if (starts(label, " '") && end != NULL) {
        thread->label = rg_pool_copy(&parser->pool, label + 2, (size_t)(end - label - 2));
    }
}

static void read_heading(struct parser *parser, const char *heading)
{
    struct rg_report *report = parser->report;
    if (starts(heading, "Location is ")) {
        read_location(parser, heading);
    } else if (starts(heading, "Thread T")) {
        read_thread(parser, heading);
    } else if (starts(heading, "Cycle in lock order graph: ")) {
        report->object_text = rg_pool_string(&parser->pool, heading);
        return;
    } else if (starts(heading, "Mutex M")) {
        char *name = rg_pool_copy(&parser->pool, heading + 6, strcspn(heading + 6, " "));
        rg_report_lock(report, &parser->pool, name);
    }
    size_t length = strlen(heading);
    bool has_stack = length > 0 && heading[length - 1] == ':';
    if (!has_stack) {
        parser->stack = NULL;
        return;
    }
    parser->stack = rg_report_add_stack(report, &parser->pool, role_of(parser, heading));
    parser->stack->title = rg_pool_copy(&parser->pool, heading, length - 1);
    parser->stack->thread = thread_of(parser, heading);
}

static void read_report_line(struct parser *parser, const char *line)
{
    struct rg_frame frame = {0};
    if (line[0] == '\0') {
        parser->stack = NULL;
    } else if (rg_tsan_frame_parse(line, &frame, &parser->pool)) {
        if (parser->stack == NULL) {
            /* The first stack of a misuse has no heading; "and:" has one. */
            parser->stack = rg_report_add_stack(parser->report, &parser->pool, RG_ROLE_SITE);
        }
        *rg_stack_add_frame(parser->stack, &parser->pool) = frame;
        parser->frame_count++;
    } else if (starts(line, "  ") && line[2] != ' ') {
        read_heading(parser, line + 2);
    }
}

static void note_failure(struct parser *parser, const char *line)
{
    if (parser->log->broke[0] == '\0') {
        (void)snprintf(parser->log->broke, RG_LOG_NOTE_BYTES, "%.*s", RG_LOG_NOTE_BYTES - 1, line);
    }
}

static void read_matched(struct parser *parser, const char *line)
{
    const char *pattern = line + strspn(line, " 0123456789");
    parser->matched_left--;
    if (strchr(pattern, ':') == NULL) {
        parser->matched_left = 0;
    } else if (parser->sink->used_suppression != NULL) {
        parser->sink->used_suppression(parser->sink->context, pattern);
    }
}

/* A line outside of any report. */
static void read_other_line(struct parser *parser, const char *line)
{
    if (parser->matched_left > 0) {
        read_matched(parser, line);
    } else if (starts(line, "***** Running under ThreadSanitizer")) {
        const char *pid = strstr(line, "(pid ");
        parser->log->is_alive = true;
        parser->log->pid = pid == NULL ? 0 : strtol(pid + 5, NULL, 10);
    } else if (starts(line, "Stats: ") || starts(line, "ThreadSanitizer: reported ")) {
        parser->log->is_complete = true;
    } else if (starts(line, "ThreadSanitizer: Matched ")) {
        parser->matched_left = strtoul(line + strlen("ThreadSanitizer: Matched "), NULL, 10);
    } else if (starts(line, "FATAL: ThreadSanitizer") || starts(line, "ThreadSanitizer: CHECK") ||
               starts(line, "ThreadSanitizer: failed") ||
               strstr(line, "ThreadSanitizer: unsupported") ||
               strstr(line, "ERROR: ThreadSanitizer: ") ||
               strstr(line, "FATAL: ThreadSanitizer: ") ||
               strstr(line, "ThreadSanitizer:DEADLYSIGNAL")) {
        note_failure(parser, line);
    }
}

static void read_line(struct parser *parser, const char *line)
{
    static const char warning[] = "WARNING: ThreadSanitizer: ";
    if (starts(line, warning) && strstr(line, "(pid=") != NULL) {
        cut_report(parser);
        start_report(parser, line + strlen(warning));
    } else if (starts(line, "SUMMARY: ThreadSanitizer: ")) {
        end_report(parser, line + strlen("SUMMARY: ThreadSanitizer: "));
    } else if (starts(line, "FATAL: ThreadSanitizer") || starts(line, "==================")) {
        /* A report ends by its summary; a rule before that is only the one above the report. */
        if (line[0] == 'F') {
            note_failure(parser, line);
        }
    } else if (parser->report != NULL) {
        read_report_line(parser, line);
    } else {
        read_other_line(parser, line);
    }
}

int rg_read_tsan_text(const char *path, const struct rg_sink *sink, struct rg_log *ret_log)
{
    memset(ret_log, 0, sizeof(*ret_log));
    ret_log->tool = "tsan";
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        return -errno;
    }
    struct parser *parser = calloc(1, sizeof(*parser));
    if (parser == NULL) {
        fclose(file);
        return -ENOMEM;
    }
    parser->sink = sink;
    parser->log = ret_log;
    parser->lines.file = file;
    while (rg_lines_next(&parser->lines)) {
        read_line(parser, parser->lines.text);
    }
    cut_report(parser);
    int error = ferror(file) ? -EIO : 0;
    rg_pool_clear(&parser->pool);
    free(parser);
    fclose(file);
    return error;
}
