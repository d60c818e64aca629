/*
 * cli/run_settings.h - what `lockcheck run` was asked to do: its switches and LOCKCHECK_OPTIONS.
 */
#ifndef LC_CLI_RUN_SETTINGS_H
#define LC_CLI_RUN_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/options.h"
#include "report/report.h"

struct lc_run_settings {
    const char *output_dir; /* NULL: a private one */
    enum lc_report_format format;
    const char *report_file; /* NULL: as log_path= says */
    uint64_t timeout_ms;     /* 0: none */
    bool wait_for_all;
    bool require_check;
    struct lc_options options; /* as the library will read them */
    char *options_text;        /* for LOCKCHECK_OPTIONS; without what one run alone decides */
    char **program;            /* the words after the switches, NULL at the end */
};

enum lc_run_wish { LC_RUN_GO, LC_RUN_HELP, LC_RUN_REFUSED };

/* On LC_RUN_REFUSED stderr says why. */
enum lc_run_wish lc_run_settings_init(struct lc_run_settings *settings, int argc, char **argv);
void lc_run_settings_fini(struct lc_run_settings *settings);

void lc_run_print_help(void);

#endif
