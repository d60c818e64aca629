/*
 * tests/demos/report.h - what a detector said, read out of its text.
 *
 * Owns:    the reading of TSan's, Helgrind's, DRD's and lockcheck's reports into kinds and
 *          functions.
 * Ignores: how the program ended; what was expected.
 * Limits:  REPORT_MAX different reports; past it the reading says that it is incomplete.
 */
#ifndef DEMOS_REPORT_H
#define DEMOS_REPORT_H

#include "expect.h"

enum { REPORT_MAX = 128 };

/* One report. Equal ones are kept once. */
struct report {
    const char *kinds;     /* see kind_of_line() */
    struct finding where;  /* of each stack the demo's innermost function; "-": no stack has one */
    bool in_first_process; /* not in a child that the program forked */
};

struct reading {
    struct report reports[REPORT_MAX];
    int report_count;
    bool incomplete;
    bool tool_broke;   /* the detector itself failed; the line that says so is in `trouble` */
    bool unclassified; /* it counted errors, and we recognised none: the table lacks a phrase */
    char trouble[256];
};

/*
 * Add what `text`, NUL-terminated, says to *reading. Call it for each file a tool wrote. `source`
 * is the demo's path: frames in that very file count first, frames elsewhere below `demos_dir`
 * second, others never.
 */
void report_read(enum tool tool, const char *text, const char *source, const char *demos_dir,
                 int first_pid, struct reading *reading);

#endif
