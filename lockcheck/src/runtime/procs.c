#include "runtime/procs.h"

#include <fcntl.h>
#include <signal.h>

#include "base/fmt.h"
#include "base/maps.h"
#include "base/sys.h"
#include "runtime/asleep.h"

/* Under cold. */
static char s_maps[LC_MAPS_BUFFER_BYTES];

static const char *path_of(char *buffer, size_t bytes, uint32_t pid, const char *name)
{
    struct lc_fmt fmt;
    lc_fmt_init(&fmt, buffer, bytes);
    lc_fmt_str(&fmt, "/proc/");
    lc_fmt_u64(&fmt, pid);
    lc_fmt_str(&fmt, name);
    return buffer;
}

static bool count_thread(void *context, uint32_t tid)
{
    (void)tid;
    ++*(unsigned *)context;
    return true;
}

unsigned lc_procs_threads_locked(uint32_t pid)
{
    char path[64];
    unsigned count = 0;
    bool all =
        lc_asleep_each_in_locked(path_of(path, sizeof(path), pid, "/task"), count_thread, &count);
    return all ? count : 0;
}

/* ---- Children ---- */

struct family {
    uint32_t pid;
    uint32_t child;
    unsigned children;
};

/* A list of numbers, a blank behind each. */
static bool take_children(void *context, uint32_t tid)
{
    struct family *family = context;
    char path[64], text[256];
    struct lc_fmt fmt;
    lc_fmt_init(&fmt, path, sizeof(path));
    lc_fmt_str(&fmt, "/proc/");
    lc_fmt_u64(&fmt, family->pid);
    lc_fmt_str(&fmt, "/task/");
    lc_fmt_u64(&fmt, tid);
    lc_fmt_str(&fmt, "/children");
    int fd = (int)LC_SYS3(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return false;
    }
    long bytes = LC_SYS3(SYS_read, fd, text, sizeof(text));
    (void)LC_SYS1(SYS_close, fd);
    uint32_t number = 0;
    for (long i = 0; i < bytes; i++) {
        if (text[i] >= '0' && text[i] <= '9') {
            number = number * 10 + (uint32_t)(text[i] - '0');
        } else if (number) {
            family->child = number;
            family->children++;
            number = 0;
        }
    }
    return bytes >= 0 && family->children <= 1;
}

uint32_t lc_procs_only_child_locked(uint32_t pid)
{
    char path[64];
    struct family family = {.pid = pid};
    bool all =
        lc_asleep_each_in_locked(path_of(path, sizeof(path), pid, "/task"), take_children, &family);
    return all && family.children == 1 ? family.child : 0;
}

/* ---- Signals ---- */

bool lc_procs_has_handlers_locked(uint32_t pid)
{
    const uint64_t sigint = UINT64_C(1) << (SIGINT - 1);
    uint64_t caught;
    return !lc_asleep_caught_locked(pid, &caught) || (caught & ~sigint) != 0;
}

/* ---- Memory ---- */

struct mappers {
    uint64_t device, inode;
    lc_procs_visit_fn *visit;
    void *context;
};

static bool is_of_object(void *context, const struct lc_map_line *line)
{
    const struct mappers *mappers = context;
    return line->inode == mappers->inode &&
           ((uint64_t)line->device_major << 32 | line->device_minor) == mappers->device;
}

static bool visit_if_mapper(void *context, uint32_t pid)
{
    struct mappers *mappers = context;
    char path[64];
    return !lc_maps_find(path_of(path, sizeof(path), pid, "/maps"), s_maps, is_of_object,
                         mappers) ||
           mappers->visit(mappers->context, pid);
}

bool lc_procs_map_locked(uint64_t device, uint64_t inode, lc_procs_visit_fn *visit, void *context)
{
    struct mappers mappers = {device, inode, visit, context};
    return lc_asleep_each_in_locked("/proc", visit_if_mapper, &mappers);
}
