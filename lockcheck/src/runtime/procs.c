#include "runtime/procs.h"

#include <signal.h>

#include "base/maps.h"
#include "base/proc_file.h"
#include "runtime/asleep.h"

/* Under cold. */
static char s_maps[LC_MAPS_BUFFER_BYTES];

static bool count_thread(void *context, uint32_t tid)
{
    (void)tid;
    ++*(unsigned *)context;
    return true;
}

unsigned lc_procs_threads_locked(uint32_t pid)
{
    char path[LC_PROC_PATH_BYTES];
    unsigned count = 0;
    bool all =
        lc_asleep_each_in_locked(lc_proc_path(path, "/proc/", pid, "/task"), count_thread, &count);
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
    char folder[LC_PROC_PATH_BYTES], text[256];
    long bytes = lc_proc_read(lc_proc_path(folder, "/proc/", family->pid, "/task/"), tid,
                              "/children", text, sizeof(text));
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
    char path[LC_PROC_PATH_BYTES];
    struct family family = {.pid = pid};
    bool all = lc_asleep_each_in_locked(lc_proc_path(path, "/proc/", pid, "/task"), take_children,
                                        &family);
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
    char path[LC_PROC_PATH_BYTES];
    return !lc_maps_find(lc_proc_path(path, "/proc/", pid, "/maps"), s_maps, is_of_object,
                         mappers) ||
           mappers->visit(mappers->context, pid);
}

bool lc_procs_map_locked(uint64_t device, uint64_t inode, lc_procs_visit_fn *visit, void *context)
{
    struct mappers mappers = {device, inode, visit, context};
    return lc_asleep_each_in_locked("/proc", visit_if_mapper, &mappers);
}
