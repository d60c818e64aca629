/*
 * read/reader.h - what all readers of logs have in common.
 *
 * A reader streams: each report is handed to the sink as soon as it is complete, and its memory is
 * given back afterwards. A log that ends in the middle gives the reports before the cut and
 * says that it was cut. No input makes a reader fail otherwise: what it cannot make out is counted.
 */
#ifndef RG_READ_READER_H
#define RG_READ_READER_H

#include <stdbool.h>

#include "model/report.h"

struct rg_sink {
    /* The report is valid during the call only, and may be changed by it. */
    void (*report)(void *context, struct rg_report *report);
    /* A suppression that the detector matched. May be NULL. */
    void (*used_suppression)(void *context, const char *pattern);
    void *context;
};

enum { RG_LOG_NOTE_BYTES = 256 };

/* What a log says beyond its reports. */
struct rg_log {
    const char *tool; /* static text; "tsan", "helgrind", "drd", "lockcheck" */
    bool is_alive;    /* the detector said that it is running */
    bool is_complete; /* and that it has come to its end */
    bool is_cut;      /* the log stops inside a report or inside its own grammar */
    long pid;
    unsigned long long report_count;
    char broke[RG_LOG_NOTE_BYTES];      /* the detector's own words on why it failed, or empty */
    char incomplete[RG_LOG_NOTE_BYTES]; /* what it did not look at, in its own words, or empty */
};

/* 0, or the negative errno of opening or reading the file. */
typedef int rg_read_fn(const char *path, const struct rg_sink *sink, struct rg_log *ret_log);

rg_read_fn rg_read_tsan_text;
rg_read_fn rg_read_valgrind_xml;
rg_read_fn rg_read_lockcheck_json;
rg_read_fn rg_read_tsan_hook;

/* The reader that this file is for, from its first bytes; NULL: none. */
rg_read_fn *rg_read_detect(const char *path);

#endif
