/*
 * trace/check.h - does a record keep to its own length?
 *
 * Threads: pure.
 * Ignores: ids: whether what a record refers to exists is for whoever looks it up.
 */
#ifndef LC_TRACE_CHECK_H
#define LC_TRACE_CHECK_H

#include "trace/format.h"

enum lc_trace_verdict {
    LC_TRACE_RECORD_GOOD,
    LC_TRACE_RECORD_UNKNOWN, /* padding, or a type of a later version: pass over it */
    LC_TRACE_RECORD_BAD,     /* strings, frames or steps reach beyond the record */
};

/* `record->bytes` is trusted: so many bytes, aligned to LC_TRACE_ALIGN, can be read. */
enum lc_trace_verdict lc_trace_check_record(const struct lc_trace_record *record);

#endif
