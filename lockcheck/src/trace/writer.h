/*
 * trace/writer.h - appends records to a trace that outlives the process.
 *
 * Owns:    one shared mapping, made once, of a sparse file or of anonymous memory. No descriptor
 *          stays open: the watched program may close them all, or reuse their numbers.
 * Threads: none inside; the caller serialises. Readers may look at any time.
 * Limits:  the mapping's size. A record that does not fit is refused and counted in
 *          counts.dropped_trace_full. A full disk is met before it is touched (no SIGBUS).
 * Safety:  async-signal-safe; no malloc, no stdio.
 */
#ifndef LC_TRACE_WRITER_H
#define LC_TRACE_WRITER_H

#include <stdbool.h>
#include <stddef.h>

#include "trace/format.h"

struct lc_trace_writer {
    struct lc_trace_header *header; /* start of the mapping; NULL: not open */
    size_t bytes;                   /* of the mapping */
    size_t next;                    /* where the next record starts */
    size_t ready;                   /* up to here pages are known to be backed */
    size_t pending;                 /* bytes of the record begun and not committed; 0: none */
    bool in_file;
};

/*
 * Make the trace in a new file at `path`, which must not exist. 0, or -errno; nothing is left
 * behind. SIGXFSZ is never raised: the file stays within RLIMIT_FSIZE.
 */
int lc_trace_create(struct lc_trace_writer *writer, const char *path);
/* Make the trace in memory that children share. 0 or -ENOMEM. */
int lc_trace_create_anonymous(struct lc_trace_writer *writer);
/* Unmap. The file, if any, stays. */
void lc_trace_release(struct lc_trace_writer *writer);

/* Back room for `bytes` more, and grow no further than what is backed then. */
void lc_trace_reserve(struct lc_trace_writer *writer, size_t bytes);

/*
 * Room for a record of `bytes` bytes, zeroed but for its type, or NULL when it does not fit. Fill
 * it, then commit; until then no reader sees it, and it may be begun anew.
 */
void *lc_trace_begin(struct lc_trace_writer *writer, enum lc_trace_type type, size_t bytes);
void lc_trace_commit(struct lc_trace_writer *writer);

/* Copy `text` into the record's tail at `offset` (both from the record's start). */
struct lc_trace_string lc_trace_put_text(void *record, size_t offset, const char *text,
                                         size_t bytes);

#endif
