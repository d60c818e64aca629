/*
 * report/result.h - everything a printer needs: traces loaded, findings judged.
 *
 * Owns:    all of it, until lc_result_fini.
 * Threads: none inside. A printer may look up names, which fills caches; it changes nothing else.
 */
#ifndef LC_REPORT_RESULT_H
#define LC_REPORT_RESULT_H

#include "report/advice.h"
#include "report/findings.h"
#include "report/frames.h"
#include "report/model.h"
#include "report/report.h"
#include "report/suppress.h"

struct lc_result {
    struct lc_model model;
    struct lc_resolver resolver;
    struct lc_findings findings;
    struct lc_suppressions suppressions;
    struct lc_advisor advisor;
    bool show_all;
    bool untold_only;
    bool interim;
    bool quiet;
    size_t unreadable; /* traces */
    size_t unborn;     /* traces of processes killed before they wrote anything */
    /* Findings: each is counted in one of these, equal ones once. */
    size_t failing;
    size_t passing; /* would fail no run */
    size_t suppressed;
};

/* Load and judge. 0; -EINVAL or -errno, said on stderr: nothing to print; fini all the same. */
int lc_result_load(struct lc_result *result, const struct lc_report_options *options,
                   const struct lc_report_input *inputs, size_t input_count);
void lc_result_fini(struct lc_result *result);

/* Is it to be printed, by the options given? */
bool lc_result_shows(const struct lc_result *result, const struct lc_finding *finding);

/* The printers. Trouble with the stream is for the caller to ask it about. */
void lc_text_print(struct lc_result *result, FILE *stream, enum lc_color color);
void lc_json_print(struct lc_result *result, FILE *stream);

#endif
