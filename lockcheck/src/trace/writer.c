#include "trace/writer.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include "base/sys.h"

/* From <linux/mman.h> of Linux 5.14, for older headers. */
#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

enum {
    TRACE_BYTES_MAX = 64 << 20,
    TRACE_BYTES_MIN = 64 << 10,
    TRACE_STEP_BYTES = 64 << 10, /* backed at a time */
};

/* `bytes` rounded up to the records' alignment. */
static size_t aligned(size_t bytes)
{
    return (bytes + LC_TRACE_ALIGN - 1) & ~(size_t)(LC_TRACE_ALIGN - 1);
}

/*
 * Make sure that the pages up to `end` have storage, so that writing them cannot raise SIGBUS.
 * Kernels before 5.14 do not know the advice (EINVAL); there the file was allocated in full when it
 * was made.
 */
static int back_pages(struct lc_trace_writer *writer, size_t end)
{
    if (end <= writer->ready) {
        return 0;
    }
    size_t to = (end + TRACE_STEP_BYTES - 1) & ~(size_t)(TRACE_STEP_BYTES - 1);
    if (to > writer->bytes) {
        to = writer->bytes;
    }
    unsigned char *base = (unsigned char *)writer->header;
    long error = 0;
    if (writer->in_file) {
        error = LC_SYS3(SYS_madvise, base + writer->ready, to - writer->ready, MADV_POPULATE_WRITE);
    }
    if (error && error != -EINVAL) {
        return error == -EFAULT ? -ENOSPC : (int)error; /* EFAULT: a page could not be backed */
    }
    writer->ready = to;
    return 0;
}

static int start_header(struct lc_trace_writer *writer)
{
    int error = back_pages(writer, sizeof(struct lc_trace_header));
    if (error) {
        return error;
    }
    struct lc_trace_header *header = writer->header;
    header->version = LC_TRACE_VERSION;
    header->header_bytes = sizeof(*header);
    header->used_bytes = sizeof(*header);
    writer->next = sizeof(*header);
    /* Release, and last: a file with its magic has a whole header, however this process ends. */
    uint64_t magic;
    memcpy(&magic, LC_TRACE_MAGIC, sizeof(magic));
    __atomic_store_n((uint64_t *)(void *)header->magic, magic, __ATOMIC_RELEASE);
    return 0;
}

static bool kernel_backs_pages_on_advice(void)
{
    /* A zero length is refused with EINVAL only when the advice itself is unknown. */
    return LC_SYS3(SYS_madvise, NULL, 0, MADV_POPULATE_WRITE) == 0;
}

static size_t file_bytes_allowed(void)
{
    struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};
    size_t bytes = kernel_backs_pages_on_advice() ? TRACE_BYTES_MAX : TRACE_BYTES_MAX / 32;
    (void)LC_SYS4(SYS_prlimit64, 0, RLIMIT_FSIZE, NULL, &limit);
    if (limit.rlim_cur != RLIM_INFINITY && limit.rlim_cur < bytes) {
        bytes = limit.rlim_cur & ~(size_t)4095;
    }
    return bytes;
}

static int map_file(struct lc_trace_writer *writer, int fd)
{
    size_t bytes = file_bytes_allowed();
    for (; bytes >= 4096; bytes = (bytes / 2) & ~(size_t)4095) {
        if (LC_SYS2(SYS_ftruncate, fd, bytes) != 0) {
            continue;
        }
        if (!kernel_backs_pages_on_advice() && LC_SYS4(SYS_fallocate, fd, 0, 0, bytes) != 0) {
            continue;
        }
        void *p = lc_sys_mmap(bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd);
        if (p) {
            *writer = (struct lc_trace_writer){.header = p, .bytes = bytes, .in_file = true};
            return 0;
        }
    }
    return -ENOSPC;
}

int lc_trace_create(struct lc_trace_writer *writer, const char *path)
{
    const int flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    int fd = (int)LC_SYS4(SYS_openat, AT_FDCWD, path, flags, 0600);
    if (fd < 0) {
        return fd;
    }
    int error = map_file(writer, fd);
    (void)LC_SYS1(SYS_close, fd);
    if (!error && (error = start_header(writer)) != 0) {
        lc_trace_release(writer);
    }
    if (error) {
        (void)LC_SYS3(SYS_unlinkat, AT_FDCWD, path, 0);
    }
    return error;
}

int lc_trace_create_anonymous(struct lc_trace_writer *writer)
{
    for (size_t bytes = TRACE_BYTES_MAX; bytes >= TRACE_BYTES_MIN; bytes /= 2) {
        void *p = lc_sys_mmap(bytes, PROT_READ | PROT_WRITE,
                              MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1);
        if (p) {
            *writer = (struct lc_trace_writer){.header = p, .bytes = bytes};
            return start_header(writer);
        }
    }
    return -ENOMEM;
}

void lc_trace_release(struct lc_trace_writer *writer)
{
    if (writer->header) {
        /* The call itself: the name munmap is interposed, and its wrapper takes locks held here. */
        (void)LC_SYS2(SYS_munmap, writer->header, writer->bytes);
    }
    *writer = (struct lc_trace_writer){0};
}

void lc_trace_reserve(struct lc_trace_writer *writer, size_t bytes)
{
    if (!writer->header) {
        return;
    }
    size_t left = writer->bytes - writer->next;
    (void)back_pages(writer, writer->next + (bytes < left ? bytes : left));
    writer->bytes = writer->in_file ? writer->ready : writer->bytes;
}

void *lc_trace_begin(struct lc_trace_writer *writer, enum lc_trace_type type, size_t bytes)
{
    bytes = aligned(bytes);
    if (!writer->header) {
        return NULL;
    }
    if (bytes > LC_TRACE_RECORD_BYTES_MAX || bytes > writer->bytes - writer->next ||
        back_pages(writer, writer->next + bytes) != 0) {
        writer->header->counts.dropped_trace_full++;
        return NULL;
    }
    struct lc_trace_record *record =
        (struct lc_trace_record *)((unsigned char *)writer->header + writer->next);
    memset(record, 0, bytes);
    record->type = (uint16_t)type;
    writer->pending = bytes;
    return record;
}

void lc_trace_commit(struct lc_trace_writer *writer)
{
    struct lc_trace_record *record =
        (struct lc_trace_record *)((unsigned char *)writer->header + writer->next);
    /* Release: whoever sees the size, or the new end, sees the record (reader.c). */
    __atomic_store_n(&record->bytes, (uint32_t)writer->pending, __ATOMIC_RELEASE);
    writer->next += writer->pending;
    writer->pending = 0;
    __atomic_store_n(&writer->header->used_bytes, writer->next, __ATOMIC_RELEASE);
}

struct lc_trace_string lc_trace_put_text(void *record, size_t offset, const char *text,
                                         size_t bytes)
{
    memcpy((unsigned char *)record + offset, text, bytes);
    return (struct lc_trace_string){.offset = (uint32_t)offset, .bytes = (uint32_t)bytes};
}
