#include "cli/run_report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/env.h"
#include "report/report.h"
#include "trace/reader.h"

/* The file that log_path= or --report-file names, in `buffer`; NULL: `*ret_stream`. */
static const char *choose_output(const struct lc_run_settings *settings, char *buffer,
                                 size_t buffer_bytes, FILE **ret_stream)
{
    const char *log_path = settings->options.log_path;
    *ret_stream = strcmp(log_path, "stdout") == 0 ? stdout : stderr;
    if (settings->report_file) {
        return settings->report_file;
    }
    if (strcmp(log_path, "stdout") == 0 || strcmp(log_path, "stderr") == 0) {
        return NULL;
    }
    snprintf(buffer, buffer_bytes, "%s.%d", log_path, (int)getpid());
    return buffer;
}

static int print_report(const struct lc_run_settings *settings, const struct lc_trace_dir *dir)
{
    char output[LC_OPTION_PATH_BYTES + 16];
    const char *suppressions = settings->options.suppressions;
    struct lc_report_input *inputs = calloc(dir->trace_count, sizeof(*inputs));
    if (!inputs) {
        fputs("lockcheck run: out of memory for the report\n", stderr);
        return LC_EXIT_FAILURE;
    }
    for (size_t i = 0; i < dir->trace_count; i++) {
        inputs[i] = (struct lc_report_input){.path = dir->traces[i], .fd = -1};
    }
    struct lc_report_options options = {
        .format = settings->format,
        .color = settings->options.color,
        .show_all = settings->options.show == LC_SHOW_ALL,
        .quiet = settings->options.quiet,
        .fail_on = settings->options.fail_on,
        .suppressions = &suppressions,
        .suppression_count = suppressions[0] ? 1 : 0,
    };
    options.output = choose_output(settings, output, sizeof(output), &options.stream);
    /* The library has told of deadlocks here already, while they hung. */
    options.untold_only = !options.output && options.stream == stderr;
    int status = lc_report_print(&options, inputs, dir->trace_count);
    free(inputs);
    return status;
}

/* Anything that a second look with other switches could show. */
static bool has_findings(const struct lc_trace_dir *dir)
{
    for (size_t i = 0; i < dir->trace_count; i++) {
        struct lc_trace_reader reader;
        if (lc_trace_open(&reader, dir->traces[i]) == 0) {
            uint64_t findings = lc_trace_header(&reader).counts.findings;
            lc_trace_close(&reader);
            if (findings > 0) {
                return true;
            }
        }
    }
    return false;
}

static void keep_or_remove(const struct lc_run_settings *settings, const struct lc_trace_dir *dir,
                           int report_status)
{
    size_t alive = lc_trace_dir_count_alive(dir);
    bool keep = dir->named_by_user || alive > 0 || report_status != 0 || has_findings(dir);
    if (!keep) {
        lc_trace_dir_remove(dir);
        return;
    }
    lc_trace_dir_trim(dir);
    if (alive > 0) {
        fprintf(stderr,
                "lockcheck run: %zu process%s of this run still live%s; report again later, or use "
                "--wait\n",
                alive, alive == 1 ? "" : "es", alive == 1 ? "s" : "");
    }
    if (report_status != 0 || (!dir->named_by_user && !settings->options.quiet)) {
        bool shows_all = settings->options.show == LC_SHOW_ALL || report_status == 0;
        fprintf(stderr, "lockcheck run: traces kept; again: lockcheck report %s%s\n",
                shows_all ? "--show=all " : "", dir->path);
    }
}

int lc_run_report(const struct lc_run_settings *settings, const struct lc_trace_dir *dir,
                  int program_status)
{
    int report_status = print_report(settings, dir);
    keep_or_remove(settings, dir, report_status);
    if (report_status == LC_EXIT_FINDINGS) {
        int wanted = (int)settings->options.exitcode;
        /* A time limit is the more urgent news. */
        return wanted == 0 || program_status == LC_EXIT_TIMEOUT ? program_status : wanted;
    }
    return report_status == 0 ? program_status : report_status;
}
