/*
 * trace/reader.h - a checked walk over a trace that anything may have happened to.
 *
 * Owns:    a private copy of the file: a trace that shrinks or changes meanwhile harms nobody.
 * Threads: one reader, one thread; any number of readers.
 * Errors:  negative errno; lc_trace_error says it in words.
 * Safety:  every record it returns is whole, aligned, inside the file, with strings, frames and
 *          steps inside the record. Ids are not checked: look them up, do not index with them.
 */
#ifndef LC_TRACE_READER_H
#define LC_TRACE_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trace/format.h"

struct lc_trace_reader {
    const unsigned char *bytes;
    size_t byte_count;
    size_t next;      /* offset of the next record */
    bool cut;         /* the walk ended before used_bytes did: the tail is damaged or missing */
    uint64_t skipped; /* records passed over because they contradict themselves */
    void *owned;      /* the copy; NULL when the caller's own bytes are read */
    char error[160];
};

/*
 * Open a trace of a process that may still be running: what is committed now is what is seen.
 * 0, or -errno of open/read, -EINVAL: not a trace, -EPROTO: a version we do not read, -ENODATA: a
 * trace whose process was killed before it wrote anything.
 */
int lc_trace_open(struct lc_trace_reader *reader, const char *path);
/* The same from a descriptor, which stays open: a file or memfd (read from its start), or a pipe.
 */
int lc_trace_open_fd(struct lc_trace_reader *reader, int fd);
/* The same on bytes in memory, which must outlive the reader. */
int lc_trace_open_bytes(struct lc_trace_reader *reader, const void *bytes, size_t byte_count);
void lc_trace_close(struct lc_trace_reader *reader);

/* After a failed open: a sentence without a newline. */
const char *lc_trace_error(const struct lc_trace_reader *reader);

/* A copy of the header, taken now. */
struct lc_trace_header lc_trace_header(const struct lc_trace_reader *reader);

/* The next whole record of a known type, or NULL at the end (reader->cut tells which end). */
const struct lc_trace_record *lc_trace_next(struct lc_trace_reader *reader);

/* The string's bytes; not terminated. Never NULL. */
const char *lc_trace_text(const struct lc_trace_record *record, struct lc_trace_string string);

/* Step `index` of a finding. index < finding->step_count. */
const struct lc_trace_step *lc_trace_finding_step(const struct lc_trace_finding *finding,
                                                  uint32_t index);

#endif
