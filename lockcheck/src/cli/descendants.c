#include "cli/descendants.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DEPTH_MAX = 1000 }; /* pids are reused while we read: do not go round for ever */

/* Field 4 of /proc/PID/stat; field 2, the name, may hold blanks and parentheses. 0: gone. */
pid_t lc_parent_of(pid_t pid)
{
    char path[64], line[512];
    snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t bytes = fd < 0 ? -1 : read(fd, line, sizeof(line) - 1);
    if (fd >= 0) {
        (void)close(fd);
    }
    if (bytes <= 0) {
        return 0;
    }
    line[bytes] = '\0';
    const char *name_end = strrchr(line, ')');
    int parent = 0;
    if (!name_end || sscanf(name_end + 1, " %*c %d", &parent) != 1) {
        return 0;
    }
    return parent;
}

static bool descends_from(pid_t pid, pid_t ancestor)
{
    for (int depth = 0; pid > 1 && depth < DEPTH_MAX; depth++) {
        pid = lc_parent_of(pid);
        if (pid == ancestor) {
            return true;
        }
    }
    return false;
}

static void each_descendant(void (*visit)(pid_t pid, void *context), void *context)
{
    DIR *proc = opendir("/proc");
    if (!proc) {
        return;
    }
    for (struct dirent *entry; (entry = readdir(proc));) {
        pid_t pid = (pid_t)atoi(entry->d_name);
        if (pid > 0 && descends_from(pid, getpid())) {
            visit(pid, context);
        }
    }
    (void)closedir(proc);
}

static void send(pid_t pid, void *number)
{
    (void)kill(pid, *(const int *)number);
}

void lc_descendants_signal(int number)
{
    each_descendant(send, &number);
}

struct list {
    pid_t *pids;
    size_t room, count;
};

static void append(pid_t pid, void *context)
{
    struct list *list = context;
    if (list->count < list->room) {
        list->pids[list->count] = pid;
    }
    list->count++;
}

size_t lc_descendants_list(pid_t *pids, size_t room)
{
    struct list list = {.pids = pids, .room = room};
    each_descendant(append, &list);
    return list.count;
}
