/*
 * JUnit's XML: a suite for each configuration, a case for each job, and a suite of the gate's own
 * with what belongs to no job. A new finding is a <failure>, what was not looked at an <error>.
 */
#include <string.h>
#include <time.h>

#include "base/utf8.h"
#include "write/matrix.h"
#include "write/shared.h"

enum { FINDINGS_PER_CASE_MAX = 100 };

static void put(FILE *out, const char *text)
{
    rg_utf8_put(out, RG_ESCAPE_XML, text, 2000);
}

static bool is_error(const struct rg_job *job)
{
    return job->outcome != RG_OUTCOME_RAN && job->outcome != RG_OUTCOME_SKIPPED;
}

static bool saw(const struct rg_finding *finding, size_t job)
{
    for (size_t i = 0; i < finding->witness_count; i++) {
        if (finding->witnesses[i].job == job) {
            return true;
        }
    }
    return false;
}

static size_t new_findings(const struct rg_view *view, size_t job)
{
    size_t count = 0;
    for (size_t i = 0; i < view->result->finding_count; i++) {
        const struct rg_finding *finding = &view->result->findings[i];
        count += rg_finding_fails(finding) && saw(finding, job);
    }
    return count;
}

static void write_failure(FILE *out, const struct rg_view *view, size_t job, size_t count)
{
    struct rg_pool pool = {0};
    fprintf(out, "      <failure type=\"new finding\" message=\"%zu new\">", count);
    size_t written = 0;
    for (size_t i = 0; i < view->result->finding_count && written < FINDINGS_PER_CASE_MAX; i++) {
        const struct rg_finding *finding = &view->result->findings[i];
        if (rg_finding_fails(finding) && saw(finding, job)) {
            put(out, finding->fingerprint);
            fputs(" ", out);
            put(out, rg_view_headline(view, finding, &pool));
            fputs("\n", out);
            written++;
        }
    }
    fputs("</failure>\n", out);
    rg_pool_clear(&pool);
}

static void write_case(FILE *out, const struct rg_view *view, size_t index)
{
    const struct rg_job *job = &view->result->jobs[index];
    size_t count = new_findings(view, index);
    fputs("    <testcase classname=\"", out);
    put(out, job->config);
    fputs("\" name=\"", out);
    put(out, job->test);
    if (job->repeat > 1) {
        fprintf(out, " (repeat %u)", job->repeat);
    }
    fprintf(out, "\" time=\"%lld.%03lld\">\n", job->duration_ms / 1000, job->duration_ms % 1000);
    /* The schema allows one of these in a case. */
    if (count > 0) {
        write_failure(out, view, index, count);
    } else if (is_error(job)) {
        fprintf(out, "      <error type=\"%s\" message=\"", rg_outcome_name(job->outcome));
        put(out, job->why == NULL ? rg_outcome_name(job->outcome) : job->why);
        fputs("\"/>\n", out);
    } else if (job->outcome == RG_OUTCOME_SKIPPED) {
        fputs("      <skipped/>\n", out);
    }
    fputs("    </testcase>\n", out);
}

static void write_time(FILE *out, long long seconds)
{
    time_t when = (time_t)seconds;
    struct tm parts;
    char text[32] = "1970-01-01T00:00:00";
    if (gmtime_r(&when, &parts) != NULL) {
        strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &parts);
    }
    fputs(text, out);
}

static void write_suite(FILE *out, const struct rg_view *view, const char *config)
{
    const struct rg_result *result = view->result;
    size_t tests = 0, failures = 0, errors = 0, skipped = 0;
    long long total_ms = 0;
    for (size_t i = 0; i < result->job_count; i++) {
        const struct rg_job *job = &result->jobs[i];
        if (strcmp(job->config, config) == 0) {
            bool fails = new_findings(view, i) > 0;
            tests++;
            failures += fails;
            errors += !fails && is_error(job);
            skipped += !fails && job->outcome == RG_OUTCOME_SKIPPED;
            total_ms += job->duration_ms;
        }
    }
    fputs("  <testsuite name=\"", out);
    put(out, config);
    fprintf(out,
            "\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\" time=\"%lld.%03lld\" "
            "timestamp=\"",
            tests, failures, errors, skipped, total_ms / 1000, total_ms % 1000);
    write_time(out, result->started_at);
    fputs("\">\n", out);
    for (size_t i = 0; i < result->job_count; i++) {
        if (strcmp(result->jobs[i].config, config) == 0) {
            write_case(out, view, i);
        }
    }
    fputs("  </testsuite>\n", out);
}

static void write_own_case(FILE *out, const char *name, const char *type, const char *why)
{
    fputs("    <testcase classname=\"racegate\" name=\"", out);
    put(out, name);
    fprintf(out, "\" time=\"0\">\n      <error type=\"%s\" message=\"", type);
    put(out, why);
    fputs("\"/>\n    </testcase>\n", out);
}

/* Canaries, troubles and policies; and the verdict itself, so that the file is never green alone.
 */
static void write_own_suite(FILE *out, const struct rg_view *view)
{
    const struct rg_verdict *verdict = view->verdict;
    const struct rg_result *result = view->result;
    bool fails = verdict->status != RG_STATUS_PASS;
    fprintf(out,
            "  <testsuite name=\"racegate\" tests=\"%zu\" failures=\"0\" errors=\"%zu\" "
            "skipped=\"0\" time=\"0\" timestamp=\"",
            result->policy_count + 1, result->policy_count + fails);
    write_time(out, result->started_at);
    fputs("\">\n", out);
    for (size_t i = 0; i < result->policy_count; i++) {
        write_own_case(out, "policy", "policy", result->policies[i]);
    }
    if (fails) {
        write_own_case(out, "verdict", rg_status_name(verdict->status),
                       verdict->gap_count > 0 ? verdict->gaps[0] : rg_status_name(verdict->status));
    } else {
        fputs("    <testcase classname=\"racegate\" name=\"verdict\" time=\"0\"/>\n", out);
    }
    fputs("  </testsuite>\n", out);
}

void rg_write_junit(FILE *out, const struct rg_view *view)
{
    struct rg_pool pool = {0};
    struct rg_matrix *matrix = rg_matrix_make(view->result, &pool);
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"racegate\">\n", out);
    for (size_t i = 0; i < matrix->config_count; i++) {
        write_suite(out, view, matrix->configs[i]);
    }
    write_own_suite(out, view);
    fputs("</testsuites>\n", out);
    rg_pool_clear(&pool);
}
