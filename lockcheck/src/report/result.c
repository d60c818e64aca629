#include "report/result.h"

#include <errno.h>
#include <string.h>

#include "report/merge.h"
#include "report/peers.h"
#include "report/policy.h"

static int load_suppressions(struct lc_result *result, const struct lc_report_options *options)
{
    for (size_t i = 0; i < options->suppression_count; i++) {
        const char *path = options->suppressions[i];
        int error = lc_suppressions_load(&result->suppressions, path);
        if (error) {
            (void)fprintf(stderr, "lockcheck: suppressions %s: %s\n", path, strerror(-error));
            return error;
        }
    }
    return 0;
}

static void load_traces(struct lc_result *result, const struct lc_report_input *inputs,
                        size_t input_count)
{
    for (size_t i = 0; i < input_count; i++) {
        const char *what = "";
        const struct lc_report_input *input = &inputs[i];
        const char *shown = input->shown ? input->shown : input->path;
        int error = input->fd < 0 ? lc_model_add_file(&result->model, input->path, &what)
                                  : lc_model_add_fd(&result->model, input->fd, shown, &what);
        if (error == -ENODATA) {
            result->unborn++;
        } else if (error) {
            (void)fprintf(stderr, "lockcheck: %s: %s\n", input->path, what);
            result->unreadable++;
        }
    }
}

static int refuse_nothing(const struct lc_result *result)
{
    if (result->unborn) {
        (void)fputs("lockcheck: no trace: each process was killed before it wrote anything\n",
                    stderr);
    }
    return -EINVAL;
}

static void suppress(struct lc_result *result)
{
    for (size_t i = 0; i < result->findings.count; i++) {
        struct lc_finding *finding = &result->findings.items[i];
        finding->suppressed_by =
            lc_suppressions_match(&result->suppressions, &result->resolver, finding);
    }
}

static void judge(struct lc_result *result, const struct lc_policy *policy)
{
    for (size_t i = 0; i < result->findings.count; i++) {
        struct lc_finding *finding = &result->findings.items[i];
        finding->fails = !finding->suppressed_by && lc_policy_fails(policy, finding);
        if (finding->suppressed_by) {
            result->suppressed++;
        } else if (finding->fails) {
            result->failing++;
        } else {
            result->passing++;
        }
    }
}

int lc_result_load(struct lc_result *result, const struct lc_report_options *options,
                   const struct lc_report_input *inputs, size_t input_count)
{
    *result = (struct lc_result){.show_all = options->show_all,
                                 .untold_only = options->untold_only,
                                 .interim = options->interim,
                                 .quiet = options->quiet};
    lc_model_init(&result->model);
    lc_suppressions_init(&result->suppressions);
    int error = lc_resolver_init(&result->resolver);
    struct lc_policy policy;
    if (!error) {
        error = lc_policy_read(&policy, options->fail_on, "lockcheck");
    }
    if (!error) {
        error = load_suppressions(result, options);
    }
    if (error) {
        return error;
    }
    load_traces(result, inputs, input_count);
    if (result->model.process_count == 0) {
        return refuse_nothing(result);
    }
    error = lc_peers_join(&result->model);
    if (!error) {
        error = lc_merge(&result->model);
    }
    if (!error) {
        error = lc_findings_collect(&result->findings, &result->model, &result->resolver);
    }
    if (!error) {
        suppress(result);
        error = lc_findings_cover(&result->findings);
    }
    if (error) {
        (void)fprintf(stderr, "lockcheck: %s\n", strerror(-error));
        return error;
    }
    judge(result, &policy);
    return 0;
}

void lc_result_fini(struct lc_result *result)
{
    lc_findings_fini(&result->findings);
    lc_advisor_fini(&result->advisor);
    lc_suppressions_fini(&result->suppressions);
    lc_resolver_fini(&result->resolver);
    lc_model_fini(&result->model);
}

bool lc_result_shows(const struct lc_result *result, const struct lc_finding *finding)
{
    return !finding->suppressed_by && (finding->fails || result->show_all);
}
