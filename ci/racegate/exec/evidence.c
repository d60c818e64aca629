#include "exec/evidence.h"

#include <regex.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/files.h"
#include "base/lines.h"
#include "exec/elf.h"
#include "read/reader.h"

enum { OUTPUT_BYTES_MAX = 4 * 1024 * 1024, LOCKCHECK_TIMED_OUT = 124, LOCKCHECK_FAILED = 125 };

struct evidence {
    struct rg_result *result;
    size_t job;
    const char *path; /* of the log being read */
    const struct rg_test *test;
    bool was_ended; /* by us, at its time limit */
    bool is_blind;  /* the detector cannot see the locks of the program */
    unsigned logs, alive, cut;
    const char *broke, *incomplete, *cut_log;
};

/*
 * The source that `file` stands for. gcc's runtime names it as the compiler was told, "../a.c",
 * from the build folder; where that is a copy of the sources, the original is meant.
 */
static const char *source_of(struct rg_pool *pool, const struct rg_test *test, const char *file)
{
    size_t length = strlen(test->build_dir);
    char *path = NULL;
    if (file != NULL && strncmp(file, "../", 3) == 0) {
        path = rg_path_normal(pool, rg_path_join(pool, test->build_dir, file));
    } else if (file != NULL && strncmp(file, test->build_dir, length) == 0 && file[length] == '/') {
        path = rg_path_join(pool, test->source_dir, file + length + 1);
    }
    return path != NULL && rg_path_exists(path) ? path : file;
}

static void find_sources(const struct evidence *evidence, const struct rg_report *report)
{
    for (size_t i = 0; i < report->stack_count; i++) {
        for (size_t j = 0; j < report->stacks[i].frame_count; j++) {
            struct rg_frame *frame = &report->stacks[i].frames[j];
            frame->file = source_of(evidence->result->pool, evidence->test, frame->file);
        }
    }
}

static void on_report(void *context, struct rg_report *report)
{
    struct evidence *evidence = context;
    report->log = evidence->path;
    /* Whoever is ended in the middle holds its locks: that says nothing about the program. */
    report->informs =
        report->informs || (evidence->was_ended && report->kind == RG_KIND_EXIT_HOLDING);
    /* Who sees no locks takes every access for a race. */
    report->informs = report->informs || evidence->is_blind;
    if (evidence->test->build_dir != NULL) {
        find_sources(evidence, report);
    }
    rg_result_add_report(evidence->result, report, evidence->job);
}

static void on_suppression(void *context, const char *pattern)
{
    struct evidence *evidence = context;
    rg_result_used_suppression(evidence->result, pattern);
}

static rg_read_fn *reader_of(const struct rg_config *config, const char *name)
{
    if (rg_config_is_tsan(config->kind) && strncmp(name, "tsan.", 5) == 0) {
        return rg_read_tsan_text;
    }
    if (strncmp(name, "hook.", 5) == 0) {
        return rg_read_tsan_hook;
    }
    if (strncmp(name, "valgrind.", 9) == 0) {
        return rg_read_valgrind_xml;
    }
    return strcmp(name, "lockcheck.json") == 0 ? rg_read_lockcheck_json : NULL;
}

static void read_log(struct evidence *evidence, rg_read_fn *read)
{
    struct rg_pool *pool = evidence->result->pool;
    struct rg_log log;
    const struct rg_sink sink = {on_report, on_suppression, evidence};
    int error = read(evidence->path, &sink, &log);
    evidence->logs++;
    evidence->alive += log.is_alive;
    if (error != 0) {
        evidence->broke = rg_pool_format(pool, "its log cannot be read: %s", strerror(-error));
    } else if (log.broke[0] != '\0') {
        evidence->broke = rg_pool_string(pool, log.broke);
    }
    if (log.is_cut) {
        evidence->cut++;
        evidence->cut_log = evidence->path;
    }
    if (log.incomplete[0] != '\0') {
        evidence->incomplete = rg_pool_string(pool, log.incomplete);
    }
}

static void read_logs(struct evidence *evidence, const struct rg_config *config,
                      const char *log_dir)
{
    struct rg_pool *pool = evidence->result->pool;
    char **names;
    size_t count;
    if (rg_path_list(pool, log_dir, &names, &count) != 0) {
        return;
    }
    /* The hook confirms what the text says, so the text comes first. */
    for (int want_hook = 0; want_hook <= 1; want_hook++) {
        for (size_t i = 0; i < count; i++) {
            rg_read_fn *read = reader_of(config, names[i]);
            if (read != NULL && (read == rg_read_tsan_hook) == (want_hook == 1)) {
                evidence->path = rg_path_join(pool, log_dir, names[i]);
                read_log(evidence, read);
            }
        }
    }
}

/* The first line of a file that holds `mark`; NULL: none. */
static char *line_with(struct rg_pool *pool, const char *path, const char *mark)
{
    static struct rg_lines lines;
    memset(&lines, 0, offsetof(struct rg_lines, text));
    char *found = NULL;
    lines.file = fopen(path, "re");
    while (lines.file != NULL && found == NULL && rg_lines_next(&lines)) {
        if (strstr(lines.text, mark) != NULL) {
            found = rg_pool_copy(pool, lines.text, strnlen(lines.text, 200));
        }
    }
    if (lines.file != NULL) {
        fclose(lines.file);
    }
    return found;
}

bool rg_evidence_wants_no_aslr(const char *log_dir)
{
    struct rg_pool pool = {0};
    char **names;
    size_t count = 0;
    bool wants = false;
    (void)rg_path_list(&pool, log_dir, &names, &count);
    for (size_t i = 0; i < count && !wants; i++) {
        if (strncmp(names[i], "tsan.", 5) == 0 || strcmp(names[i], "errors") == 0) {
            char *path = rg_path_join(&pool, log_dir, names[i]);
            wants = line_with(&pool, path, "unexpected memory mapping") != NULL;
        }
    }
    rg_pool_clear(&pool);
    return wants;
}

static bool matches(const char *const *patterns, size_t count, const char *text)
{
    for (size_t i = 0; i < count; i++) {
        regex_t regex;
        if (regcomp(&regex, patterns[i], REG_EXTENDED | REG_NOSUB | REG_NEWLINE) != 0) {
            continue;
        }
        bool found = regexec(&regex, text, 0, NULL, 0) == 0;
        regfree(&regex);
        if (found) {
            return true;
        }
    }
    return false;
}

static const char *text_of(struct rg_pool *pool, const char *log_dir, const char *name)
{
    char *text;
    size_t length;
    int error =
        rg_file_read(pool, rg_path_join(pool, log_dir, name), OUTPUT_BYTES_MAX, &text, &length);
    return error == 0 ? text : "";
}

static const char *output_of(struct rg_pool *pool, const char *log_dir)
{
    return rg_pool_format(pool, "%s\n%s", text_of(pool, log_dir, "output"),
                          text_of(pool, log_dir, "errors"));
}

static enum rg_outcome judge_test(struct rg_pool *pool, const struct rg_job *job,
                                  const struct rg_test *test, const struct rg_task *task,
                                  const char **ret_why)
{
    bool exited = task->end == RG_END_EXIT;
    if (exited && task->status == test->skip_status) {
        return RG_OUTCOME_SKIPPED;
    }
    bool needs_output = test->pass_count + test->fail_count + test->skip_count > 0;
    const char *output = needs_output ? output_of(pool, job->log_dir) : "";
    if (matches(test->skip_patterns, test->skip_count, output)) {
        return RG_OUTCOME_SKIPPED;
    }
    bool is_good = test->pass_count > 0 ? matches(test->pass_patterns, test->pass_count, output)
                                        : exited && task->status == test->good_status;
    if (matches(test->fail_patterns, test->fail_count, output)) {
        is_good = false;
    }
    if (is_good != test->will_fail) {
        return RG_OUTCOME_RAN;
    }
    *ret_why = exited ? rg_pool_format(pool, "it ended with status %d", task->status)
                      : rg_pool_format(pool, "it was ended by signal %d (%s)", task->status,
                                       strsignal(task->status));
    return RG_OUTCOME_TEST_FAILED;
}

static const char *why_no_detector(struct rg_pool *pool, const struct rg_config *config,
                                   const struct rg_test *test, const char *log_dir)
{
    if (rg_config_is_tsan(config->kind)) {
        const char *errors = rg_path_join(pool, log_dir, "errors");
        const char *said = line_with(pool, errors, "ThreadSanitizer");
        return said != NULL ? said
                            : rg_pool_format(pool,
                                             "%s is not built with -fsanitize=thread, nor is "
                                             "anything that it started",
                                             test->argv[0]);
    }
    char *said = line_with(pool, rg_path_join(pool, log_dir, "errors"), "");
    return said == NULL ? "it left no log"
                        : rg_pool_format(pool, "it left no log; it said: %s", said);
}

/* Valgrind's own last words, where it gave up; NULL: it did not. */
static const char *valgrind_failure(struct rg_pool *pool, const char *log_dir)
{
    static const char *const words[] = {"I can't recover", "the 'impossible' happened",
                                        "valgrind: fatal error", "Valgrind: FATAL:", NULL};
    const char *errors = rg_path_join(pool, log_dir, "errors");
    for (const char *const *word = words; *word != NULL; word++) {
        char *said = line_with(pool, errors, *word);
        if (said != NULL) {
            return said;
        }
    }
    return NULL;
}

/* The runtime of the other compiler looks too, but it is not what was asked for. NULL: all well. */
static const char *wrong_compiler(struct rg_pool *pool, const struct rg_config *config,
                                  const struct rg_test *test)
{
    char *program = rg_config_is_tsan(config->kind) ? rg_path_program(pool, test->argv[0]) : NULL;
    enum rg_elf_maker maker = program == NULL ? RG_ELF_MAKER_UNKNOWN : rg_elf_tsan_maker(program);
    bool wants_gcc = config->kind == RG_CONFIG_TSAN_GCC;
    if (maker == RG_ELF_MAKER_UNKNOWN || (maker == RG_ELF_MAKER_GCC) == wants_gcc) {
        return NULL;
    }
    return rg_pool_format(pool, "%s has the runtime of %s, not of %s", test->argv[0],
                          wants_gcc ? "clang" : "gcc", wants_gcc ? "gcc" : "clang");
}

static enum rg_outcome judge_detector(struct rg_pool *pool, const struct evidence *evidence,
                                      const struct rg_config *config, const struct rg_test *test,
                                      const struct rg_job *job, const struct rg_task *task,
                                      const char **ret_why)
{
    if (evidence->broke != NULL) {
        *ret_why = evidence->broke;
        return RG_OUTCOME_TOOL_BROKE;
    }
    if (config->kind == RG_CONFIG_LOCKCHECK && task->status == LOCKCHECK_FAILED) {
        char *said = line_with(pool, rg_path_join(pool, job->log_dir, "errors"), "not checked");
        *ret_why = said != NULL ? said : "lockcheck could not check anything";
        return said != NULL ? RG_OUTCOME_NO_DETECTOR : RG_OUTCOME_TOOL_BROKE;
    }
    if (evidence->alive == 0) {
        *ret_why = why_no_detector(pool, config, test, job->log_dir);
        return evidence->cut > 0                 ? RG_OUTCOME_LOG_CUT
               : rg_config_is_tsan(config->kind) ? RG_OUTCOME_NO_DETECTOR
                                                 : RG_OUTCOME_LOG_MISSING;
    }
    *ret_why = wrong_compiler(pool, config, test);
    if (*ret_why != NULL) {
        return RG_OUTCOME_NO_DETECTOR;
    }
    if (evidence->is_blind) {
        *ret_why = rg_pool_format(pool, "%s is linked statically", test->argv[0]);
        return RG_OUTCOME_NO_DETECTOR;
    }
    const char *failure = evidence->cut > 0 && !rg_config_is_tsan(config->kind)
                              ? valgrind_failure(pool, job->log_dir)
                              : NULL;
    if (failure != NULL) {
        *ret_why = failure;
        return RG_OUTCOME_TOOL_BROKE;
    }
    if (evidence->cut > 0 || evidence->incomplete != NULL) {
        *ret_why = evidence->incomplete != NULL ? evidence->incomplete
                                                : rg_pool_format(pool, "%s ends in the middle",
                                                                 rg_path_base(evidence->cut_log));
        return RG_OUTCOME_LOG_CUT;
    }
    return RG_OUTCOME_RAN;
}

/* Valgrind runs a static program, and sees none of its locks. */
static bool is_blind(const struct rg_config *config, const struct rg_test *test,
                     struct rg_pool *pool)
{
    bool is_valgrind = config->kind == RG_CONFIG_HELGRIND || config->kind == RG_CONFIG_DRD;
    char *program = is_valgrind ? rg_path_program(pool, test->argv[0]) : NULL;
    return program != NULL && rg_elf_is_static(program);
}

void rg_evidence_read(struct rg_result *result, size_t index, const struct rg_config *config,
                      const struct rg_test *test, const struct rg_task *task)
{
    struct rg_job *job = &result->jobs[index];
    struct evidence evidence = {
        .result = result,
        .job = index,
        .test = test,
        .is_blind = is_blind(config, test, result->pool),
        .was_ended = task->end == RG_END_TIMEOUT || task->end == RG_END_INTERRUPTED ||
                     task->end == RG_END_FLOOD,
    };
    job->duration_ms = task->duration_ms;
    if (task->end == RG_END_NOT_STARTED || task->end == RG_END_SKIPPED ||
        task->end == RG_END_NONE) {
        job->outcome = RG_OUTCOME_NOT_RUN;
        job->why = task->end == RG_END_NOT_STARTED
                       ? rg_pool_format(result->pool, "%s: %s", task->command.argv[0],
                                        strerror(task->status))
                       : "the tests that it waits for wait for it";
        return;
    }
    bool is_plain = config->kind == RG_CONFIG_PLAIN;
    read_logs(&evidence, config, job->log_dir);
    job = &result->jobs[index];
    if (task->end == RG_END_INTERRUPTED) {
        job->outcome = RG_OUTCOME_NOT_RUN;
        job->why = "interrupted";
        return;
    }
    if (task->end == RG_END_FLOOD) {
        job->outcome = RG_OUTCOME_TEST_FAILED;
        job->why = rg_pool_format(result->pool, "it was ended after it had printed %lld MiB",
                                  RG_OUTPUT_BYTES_LIMIT >> 20);
        return;
    }
    bool lockcheck_hung = config->kind == RG_CONFIG_LOCKCHECK && task->end == RG_END_EXIT &&
                          task->status == LOCKCHECK_TIMED_OUT;
    if (task->end == RG_END_TIMEOUT || lockcheck_hung) {
        job->outcome = RG_OUTCOME_HUNG;
        job->why = rg_pool_format(result->pool, "it did not end within %ld s",
                                  (task->timeout_ms + 999) / 1000);
        return;
    }
    job->why = NULL;
    job->outcome =
        is_plain ? RG_OUTCOME_RAN
                 : judge_detector(result->pool, &evidence, config, test, job, task, &job->why);
    if (job->outcome == RG_OUTCOME_RAN) {
        job->outcome = judge_test(result->pool, job, test, task, &job->why);
    }
}
