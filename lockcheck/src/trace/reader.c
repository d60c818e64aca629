#include "trace/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "trace/check.h"

enum { READ_BYTES_FIRST = 64 * 1024 };

static int fail(struct lc_trace_reader *reader, int error, const char *what)
{
    (void)snprintf(reader->error, sizeof(reader->error), "%s", what);
    return error;
}

/* The header says that this is a trace, of a version and byte order that we read. */
static int check_header(struct lc_trace_reader *reader)
{
    if (reader->byte_count == 0) {
        return fail(reader, -EINVAL, "the file is empty");
    }
    if (reader->byte_count < sizeof(struct lc_trace_header) ||
        memcmp(reader->bytes, LC_TRACE_MAGIC, sizeof(LC_TRACE_MAGIC)) != 0) {
        return fail(reader, -EINVAL, "not a lockcheck trace");
    }
    struct lc_trace_header header = lc_trace_header(reader);
    if (header.version == __builtin_bswap32(LC_TRACE_VERSION)) {
        return fail(reader, -EPROTO, "written on a machine of the other byte order");
    }
    if (header.version != LC_TRACE_VERSION) {
        (void)snprintf(reader->error, sizeof(reader->error),
                       "trace version %u, and this lockcheck reads version %d", header.version,
                       LC_TRACE_VERSION);
        return -EPROTO;
    }
    if (header.header_bytes < sizeof(header) || header.header_bytes % LC_TRACE_ALIGN != 0 ||
        header.header_bytes > reader->byte_count) {
        return fail(reader, -EINVAL, "the header is damaged");
    }
    reader->next = header.header_bytes;
    return 0;
}

int lc_trace_open_bytes(struct lc_trace_reader *reader, const void *bytes, size_t byte_count)
{
    *reader = (struct lc_trace_reader){.bytes = bytes, .byte_count = byte_count};
    if ((uintptr_t)bytes % LC_TRACE_ALIGN != 0 && byte_count > 0) {
        reader->owned = malloc(byte_count);
        if (!reader->owned) {
            return fail(reader, -ENOMEM, "no memory");
        }
        memcpy(reader->owned, bytes, byte_count);
        reader->bytes = reader->owned;
    }
    int error = check_header(reader);
    if (error) {
        lc_trace_close(reader);
    }
    return error;
}

/* What of the file is worth reading: the committed bytes, which a preallocated file exceeds. Of
 * what is no trace, such as /dev/zero, no more than has been read. */
static size_t bytes_wanted(const unsigned char *bytes, size_t byte_count)
{
    struct lc_trace_header header;
    if (byte_count < sizeof(header)) {
        return SIZE_MAX;
    }
    memcpy(&header, bytes, sizeof(header));
    if (memcmp(header.magic, LC_TRACE_MAGIC, sizeof(LC_TRACE_MAGIC)) != 0) {
        return byte_count;
    }
    if (header.used_bytes < sizeof(header) || header.used_bytes >= SIZE_MAX / 2) {
        return SIZE_MAX;
    }
    return header.used_bytes;
}

static ssize_t read_some(int fd, bool seekable, unsigned char *to, size_t bytes, size_t offset)
{
    ssize_t got;
    do {
        got = seekable ? pread(fd, to, bytes, (off_t)offset) : read(fd, to, bytes);
    } while (got < 0 && errno == EINTR);
    return got;
}

/* Read on until the committed bytes or the file end. 0 or -errno; *ret_bytes is the caller's to
 * free. */
static int read_all(int fd, unsigned char **ret_bytes, size_t *ret_count)
{
    struct stat status;
    bool seekable = fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
    size_t room = READ_BYTES_FIRST;
    size_t count = 0;
    unsigned char *bytes = malloc(room);
    while (bytes) {
        size_t wanted = bytes_wanted(bytes, count);
        if (count >= wanted) {
            break;
        }
        if (count == room) {
            unsigned char *more = realloc(bytes, room * 2);
            if (!more) {
                free(bytes);
                return -ENOMEM;
            }
            bytes = more;
            room *= 2;
        }
        size_t ask = room < wanted ? room : wanted;
        ssize_t got = read_some(fd, seekable, bytes + count, ask - count, count);
        if (got < 0) {
            int error = -errno;
            free(bytes);
            return error;
        }
        if (got == 0) {
            break;
        }
        count += (size_t)got;
    }
    if (!bytes) {
        return -ENOMEM;
    }
    *ret_bytes = bytes;
    *ret_count = count;
    return 0;
}

/* The file was made, and its process was killed before the header was whole: the magic is last. */
static bool is_unborn(int fd, const unsigned char *bytes, size_t byte_count)
{
    static const unsigned char none[sizeof(LC_TRACE_MAGIC)];
    struct stat status;
    size_t count = byte_count < sizeof(none) ? byte_count : sizeof(none);
    return fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && memcmp(bytes, none, count) == 0;
}

int lc_trace_open_fd(struct lc_trace_reader *reader, int fd)
{
    unsigned char *bytes = NULL;
    size_t byte_count = 0;
    int error = read_all(fd, &bytes, &byte_count);
    if (!bytes) {
        *reader = (struct lc_trace_reader){0};
        return fail(reader, error, strerror(-error));
    }
    error = lc_trace_open_bytes(reader, bytes, byte_count); /* malloc aligns: no second copy */
    if (error) {
        if (is_unborn(fd, bytes, byte_count)) {
            error = fail(reader, -ENODATA, "its process was killed before it wrote anything");
        }
        free(bytes);
        return error;
    }
    reader->owned = bytes;
    return 0;
}

int lc_trace_open(struct lc_trace_reader *reader, const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) {
        int error = -errno;
        *reader = (struct lc_trace_reader){0};
        return fail(reader, error, strerror(-error));
    }
    int error = lc_trace_open_fd(reader, fd);
    (void)close(fd);
    return error;
}

/* Keeps the error sentence: a failed open closes what it had. */
void lc_trace_close(struct lc_trace_reader *reader)
{
    free(reader->owned);
    reader->owned = NULL;
    reader->bytes = NULL;
    reader->byte_count = 0;
    reader->next = 0;
}

const char *lc_trace_error(const struct lc_trace_reader *reader)
{
    return reader->error;
}

struct lc_trace_header lc_trace_header(const struct lc_trace_reader *reader)
{
    struct lc_trace_header header = {0};
    if (reader->byte_count >= sizeof(header)) {
        memcpy(&header, reader->bytes, sizeof(header));
    }
    return header;
}

const struct lc_trace_record *lc_trace_next(struct lc_trace_reader *reader)
{
    uint64_t used = lc_trace_header(reader).used_bytes;
    size_t end = used < reader->byte_count ? (size_t)used : reader->byte_count;
    while (reader->next <= end && end - reader->next >= sizeof(struct lc_trace_record)) {
        const struct lc_trace_record *record = (const void *)(reader->bytes + reader->next);
        if (record->bytes < sizeof(*record) || record->bytes % LC_TRACE_ALIGN != 0 ||
            record->bytes > LC_TRACE_RECORD_BYTES_MAX || record->bytes > end - reader->next) {
            break;
        }
        reader->next += record->bytes;
        switch (lc_trace_check_record(record)) {
        case LC_TRACE_RECORD_GOOD:
            return record;
        case LC_TRACE_RECORD_BAD:
            reader->skipped++;
            break;
        case LC_TRACE_RECORD_UNKNOWN:
            break;
        }
    }
    reader->cut = reader->next < used;
    return NULL;
}

const char *lc_trace_text(const struct lc_trace_record *record, struct lc_trace_string string)
{
    return string.bytes == 0 ? "" : (const char *)record + string.offset;
}

const struct lc_trace_step *lc_trace_finding_step(const struct lc_trace_finding *finding,
                                                  uint32_t index)
{
    const unsigned char *at = (const unsigned char *)finding + finding->steps_offset;
    for (uint32_t i = 0; i < index; i++) {
        const struct lc_trace_step *step = (const void *)at;
        at += sizeof(*step) + (size_t)step->held_count * sizeof(step->held[0]);
    }
    return (const void *)at;
}
