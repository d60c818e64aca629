#include "report/report.h"

#include <errno.h>
#include <string.h>

#include "report/result.h"

static bool write_report(struct lc_result *result, const struct lc_report_options *options,
                         FILE *stream)
{
    if (options->format == LC_REPORT_JSON) {
        lc_json_print(result, stream);
    } else {
        lc_text_print(result, stream, options->color);
    }
    return fflush(stream) == 0 && !ferror(stream);
}

/* 0 or -errno; a report cut short by a full disk is no report. */
static int write_to(struct lc_result *result, const struct lc_report_options *options)
{
    if (!options->output) {
        errno = 0;
        return write_report(result, options, options->stream ? options->stream : stdout)
                   ? 0
                   : -(errno ? errno : EIO);
    }
    FILE *file = fopen(options->output, options->append ? "ae" : "we");
    if (!file) {
        return -errno;
    }
    errno = 0;
    bool written = write_report(result, options, file);
    int error = written ? 0 : -(errno ? errno : EIO);
    if (fclose(file) != 0 && !error) {
        error = -errno;
    }
    return error;
}

/* A trace without its end may have lost a finding: then nothing found is no all-clear. */
static bool tell_of_damage(const struct lc_result *result)
{
    bool is_damaged = false;
    for (size_t i = 0; i < result->model.process_count; i++) {
        const struct lc_process *process = result->model.processes[i];
        if (process->reader.cut && process->state != LC_PROCESS_RUNNING) {
            (void)fprintf(
                stderr,
                "lockcheck: %s: the end of the trace is missing or damaged; what is there "
                "was reported\n",
                process->trace_path);
            is_damaged = true;
        }
    }
    return is_damaged;
}

int lc_report_print(const struct lc_report_options *options, const struct lc_report_input *inputs,
                    size_t input_count)
{
    struct lc_result result;
    int status = LC_EXIT_FAILURE;
    if (lc_result_load(&result, options, inputs, input_count) == 0) {
        int error = write_to(&result, options);
        if (error) {
            (void)fprintf(stderr, "lockcheck: %s: %s\n",
                          options->output ? options->output : "cannot write the report",
                          strerror(-error));
        } else if (result.failing && result.unreadable == 0) {
            status = LC_EXIT_FINDINGS;
        } else if (!tell_of_damage(&result) && result.unreadable == 0) {
            status = 0;
        }
    }
    lc_result_fini(&result);
    return status;
}
