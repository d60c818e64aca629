#include "cli/trace_dir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/env.h"
#include "trace/reader.h"

static int complain(const char *what, const char *path, int error)
{
    fprintf(stderr, "lockcheck run: %s %s: %s\n", what, path, strerror(error));
    return -error;
}

static int make_private(struct lc_trace_dir *dir)
{
    const char *parent = getenv("TMPDIR");
    if (!parent || parent[0] != '/') {
        parent = "/tmp";
    }
    if (snprintf(dir->path, sizeof(dir->path), "%s/lockcheck.XXXXXX", parent) >=
        (int)sizeof(dir->path)) {
        return complain("cannot use $TMPDIR", parent, ENAMETOOLONG);
    }
    if (!mkdtemp(dir->path)) {
        return complain("cannot make a directory for traces", dir->path, errno);
    }
    /* A server started as root may start others as somebody else: they may add their traces, and
     * neither list nor change those of the rest. */
    if (getuid() == 0 && chmod(dir->path, S_ISVTX | 0733) != 0) {
        return complain("cannot open up", dir->path, errno);
    }
    return 0;
}

/* Old traces would be reported as this run's. */
static int refuse_old_traces(struct lc_trace_dir *dir)
{
    int error = lc_trace_dir_scan(dir);
    if (error) {
        return complain("cannot read", dir->path, -error);
    }
    if (dir->trace_count > 0) {
        fprintf(stderr, "lockcheck run: %s already holds traces, such as %s; name another -o DIR\n",
                dir->path, dir->traces[0]);
        return -EEXIST;
    }
    return 0;
}

static int use_named(struct lc_trace_dir *dir, const char *wanted)
{
    dir->named_by_user = true;
    if (mkdir(wanted, 0777) != 0 && errno != EEXIST) {
        return complain("cannot make", wanted, errno);
    }
    if (!realpath(wanted, dir->path)) {
        return complain("cannot use", wanted, errno);
    }
    if (access(dir->path, W_OK | X_OK) != 0) {
        return complain("cannot write to", wanted, errno);
    }
    return refuse_old_traces(dir);
}

/* trace= expands what follows a '%', and its value stands in quotes of one kind. */
static bool can_be_option(const char *path)
{
    return !strchr(path, '%') && !(strchr(path, '\'') && strchr(path, '"'));
}

int lc_trace_dir_init(struct lc_trace_dir *dir, const char *wanted)
{
    *dir = (struct lc_trace_dir){0};
    int error = wanted ? use_named(dir, wanted) : make_private(dir);
    if (error == 0 && !can_be_option(dir->path)) {
        fprintf(stderr,
                "lockcheck run: cannot pass on a path with '%%' or both kinds of quotes: %s\n",
                dir->path);
        if (!dir->named_by_user) {
            lc_trace_dir_remove(dir);
        }
        error = -EINVAL;
    }
    return error;
}

static void forget_traces(struct lc_trace_dir *dir)
{
    for (size_t i = 0; i < dir->trace_count; i++) {
        free(dir->traces[i]);
    }
    free(dir->traces);
    dir->traces = NULL;
    dir->trace_count = 0;
}

void lc_trace_dir_fini(struct lc_trace_dir *dir)
{
    forget_traces(dir);
}

static int is_trace(const struct dirent *entry)
{
    size_t bytes = strlen(entry->d_name);
    size_t suffix = strlen(LC_TRACE_SUFFIX);
    return bytes > suffix && strcmp(entry->d_name + bytes - suffix, LC_TRACE_SUFFIX) == 0;
}

int lc_trace_dir_scan(struct lc_trace_dir *dir)
{
    forget_traces(dir);
    struct dirent **entries;
    int count = scandir(dir->path, &entries, is_trace, alphasort);
    if (count < 0) {
        return -errno;
    }
    dir->traces = calloc((size_t)count + 1, sizeof(*dir->traces));
    int error = dir->traces ? 0 : -ENOMEM;
    for (int i = 0; i < count; i++) {
        if (!error &&
            asprintf(&dir->traces[dir->trace_count], "%s/%s", dir->path, entries[i]->d_name) < 0) {
            error = -ENOMEM;
        } else if (!error) {
            dir->trace_count++;
        }
        free(entries[i]);
    }
    free(entries);
    return error;
}

int lc_trace_dir_try(const struct lc_trace_dir *dir)
{
    enum { TRACE_BYTES = 64 * 1024 }; /* a small one */
    char path[sizeof(dir->path) + 16];
    snprintf(path, sizeof(path), "%s/.try-XXXXXX", dir->path);
    int fd = mkostemp(path, O_CLOEXEC);
    if (fd < 0) {
        return -errno;
    }
    (void)signal(SIGXFSZ, SIG_IGN);
    int error = posix_fallocate(fd, 0, TRACE_BYTES);
    (void)unlink(path);
    (void)close(fd);
    return -error;
}

static bool is_unborn(const char *trace)
{
    struct lc_trace_reader reader;
    int error = lc_trace_open(&reader, trace);
    if (!error) {
        lc_trace_close(&reader);
    }
    return error == -ENODATA;
}

bool lc_trace_dir_is_blank(const struct lc_trace_dir *dir)
{
    size_t i = 0;
    while (i < dir->trace_count && is_unborn(dir->traces[i])) {
        i++;
    }
    return i == dir->trace_count;
}

static bool is_alive(const char *trace)
{
    struct lc_trace_reader reader;
    if (lc_trace_open(&reader, trace) != 0) {
        return false;
    }
    struct lc_trace_header header = lc_trace_header(&reader);
    lc_trace_close(&reader);
    return header.state == LC_TRACE_RUNNING && header.pid != 0 &&
           (kill((pid_t)header.pid, 0) == 0 || errno == EPERM);
}

size_t lc_trace_dir_count_alive(const struct lc_trace_dir *dir)
{
    size_t alive = 0;
    for (size_t i = 0; i < dir->trace_count; i++) {
        alive += is_alive(dir->traces[i]);
    }
    return alive;
}

/* While its process lives, it may still write past what it has used. */
static void trim(const char *trace)
{
    struct lc_trace_reader reader;
    if (is_alive(trace) || lc_trace_open(&reader, trace) != 0) {
        return;
    }
    uint64_t used_bytes = lc_trace_header(&reader).used_bytes;
    bool is_whole = !reader.cut;
    lc_trace_close(&reader);
    if (is_whole) {
        (void)!truncate(trace, (off_t)used_bytes);
    }
}

void lc_trace_dir_trim(const struct lc_trace_dir *dir)
{
    for (size_t i = 0; i < dir->trace_count; i++) {
        trim(dir->traces[i]);
    }
}

void lc_trace_dir_remove(const struct lc_trace_dir *dir)
{
    for (size_t i = 0; i < dir->trace_count; i++) {
        (void)unlink(dir->traces[i]);
    }
    (void)rmdir(dir->path);
}
