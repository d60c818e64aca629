#include "cli/pipe_hang.h"

#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/hash.h"
#include "cli/descendants.h"

/* ---- Files of /proc ---- */

static bool read_file(const char *path, char *text, size_t bytes)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd < 0 ? -1 : read(fd, text, bytes - 1);
    if (fd >= 0) {
        (void)close(fd);
    }
    text[got > 0 ? got : 0] = '\0';
    return got > 0;
}

static bool read_task_file(pid_t pid, pid_t tid, const char *name, char *text, size_t bytes)
{
    char path[96];
    (void)snprintf(path, sizeof(path), "/proc/%d/task/%d/%s", (int)pid, (int)tid, name);
    return read_file(path, text, bytes);
}

/* "pipe:[123]" of an open file; 0: it is something else. */
static uint64_t pipe_of(pid_t pid, const char *fd)
{
    char path[96], link[64];
    (void)snprintf(path, sizeof(path), "/proc/%d/fd/%s", (int)pid, fd);
    ssize_t bytes = readlink(path, link, sizeof(link) - 1);
    uint64_t inode = 0;
    link[bytes > 0 ? bytes : 0] = '\0';
    return sscanf(link, "pipe:[%" SCNu64, &inode) == 1 ? inode : 0;
}

/* ---- What a thread is in ---- */

enum { ARGUMENTS = 4 };

/* False: it runs, or that may not be known. */
static bool read_call(pid_t pid, pid_t tid, long *ret_number, uint64_t ret_arguments[ARGUMENTS])
{
    char text[256];
    return read_task_file(pid, tid, "syscall", text, sizeof(text)) &&
           sscanf(text, "%ld %" SCNx64 " %" SCNx64 " %" SCNx64 " %" SCNx64, ret_number,
                  &ret_arguments[0], &ret_arguments[1], &ret_arguments[2],
                  &ret_arguments[3]) == 1 + ARGUMENTS;
}

static bool take_pipe(struct lc_hang_thread *thread, enum lc_hang_call call, uint64_t fd)
{
    char name[24];
    (void)snprintf(name, sizeof(name), "%" PRIu64, fd);
    thread->call = call;
    thread->pipe = pipe_of(thread->pid, name);
    return thread->pipe != 0;
}

/* pid -1 is any child; a process group is not followed. */
static bool take_child(struct lc_hang_thread *thread, int32_t pid, uint64_t options)
{
    thread->call = LC_HANG_CHILD;
    thread->child = pid > 0 ? pid : 0;
    return (pid > 0 || pid == -1) && !(options & WNOHANG);
}

/* Of the process alone, and without a deadline. */
static bool take_futex(struct lc_hang_thread *thread, const uint64_t arguments[ARGUMENTS])
{
    uint64_t command = arguments[1] & FUTEX_CMD_MASK;
    thread->call = LC_HANG_FUTEX;
    return arguments[1] & FUTEX_PRIVATE_FLAG && arguments[3] == 0 &&
           (command == FUTEX_WAIT || command == FUTEX_WAIT_BITSET);
}

static bool take_call(struct lc_hang_thread *thread)
{
    long number;
    uint64_t arguments[ARGUMENTS];
    if (!read_call(thread->pid, thread->tid, &number, arguments)) {
        return false;
    }
    switch (number) {
    case SYS_read:
    case SYS_readv:
        return take_pipe(thread, LC_HANG_READ, arguments[0]);
    case SYS_write:
    case SYS_writev:
        return take_pipe(thread, LC_HANG_WRITE, arguments[0]);
    case SYS_wait4:
        return take_child(thread, (int32_t)arguments[0], arguments[2]);
    case SYS_futex:
        return take_futex(thread, arguments);
    default:
        return false;
    }
}

/* False: it does not sleep. A thread that was stopped on its way out of a call is still in it as
 * far as the kernel says. */
static bool take_switches(struct lc_hang_thread *thread)
{
    static const char label[] = "\nvoluntary_ctxt_switches:", asleep[] = "\nState:\tS";
    char text[4096];
    const char *at = read_task_file(thread->pid, thread->tid, "status", text, sizeof(text))
                         ? strstr(text, label)
                         : NULL;
    return at && strstr(text, asleep) &&
           sscanf(at + sizeof(label) - 1, "%" SCNu64, &thread->switches) == 1;
}

/* ---- A process ---- */

/* But for errors, which a thread that sleeps cannot make, and the C library's own. */
static bool has_handlers(pid_t pid)
{
    static const int harmless[] = {SIGSEGV, SIGBUS,  SIGFPE, SIGILL, SIGTRAP,
                                   SIGSYS,  SIGABRT, 32,     33};
    char text[4096];
    uint64_t caught = UINT64_MAX;
    const char *at =
        read_task_file(pid, pid, "status", text, sizeof(text)) ? strstr(text, "\nSigCgt:") : NULL;
    if (!at || sscanf(at, "\nSigCgt: %" SCNx64, &caught) != 1) {
        return true;
    }
    for (size_t i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++) {
        caught &= ~(UINT64_C(1) << (harmless[i] - 1));
    }
    return caught != 0;
}

static bool add_thread(struct lc_hang *hang, pid_t pid, pid_t tid)
{
    if (hang->thread_count == LC_HANG_THREADS) {
        return false;
    }
    struct lc_hang_thread *thread = &hang->threads[hang->thread_count];
    *thread = (struct lc_hang_thread){.pid = pid, .tid = tid};
    if (!take_call(thread) || !take_switches(thread)) {
        return false;
    }
    hang->thread_count++;
    return true;
}

/* Adds its threads; true when all of them sleep in calls that we know. */
static bool add_threads(struct lc_hang *hang, pid_t pid)
{
    char path[64];
    (void)snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
    DIR *folder = opendir(path);
    bool all = folder != NULL;
    size_t before = hang->thread_count;
    for (struct dirent *entry; all && (entry = readdir(folder));) {
        pid_t tid = (pid_t)atoi(entry->d_name);
        all = tid <= 0 || add_thread(hang, pid, tid);
    }
    if (folder) {
        (void)closedir(folder);
    }
    return all && hang->thread_count > before && !has_handlers(pid);
}

/* The threads from this one on. */
static bool are_all_in_futexes(const struct lc_hang *hang, size_t first)
{
    size_t i = first;
    while (i < hang->thread_count && hang->threads[i].call == LC_HANG_FUTEX) {
        i++;
    }
    return i == hang->thread_count;
}

static bool collect(struct lc_hang *hang)
{
    pid_t pids[LC_HANG_PROCESSES];
    size_t count = lc_descendants_list(pids, LC_HANG_PROCESSES);
    hang->process_count = hang->thread_count = 0;
    for (size_t i = 0; i < count && i < LC_HANG_PROCESSES; i++) {
        size_t before = hang->thread_count;
        struct lc_hang_process *process = &hang->processes[hang->process_count++];
        *process = (struct lc_hang_process){.pid = pids[i], .parent = lc_parent_of(pids[i])};
        process->is_stuck = add_threads(hang, pids[i]);
        process->is_asleep = process->is_stuck && are_all_in_futexes(hang, before);
        hang->thread_count = process->is_stuck ? hang->thread_count : before;
    }
    return count <= LC_HANG_PROCESSES;
}

/* ---- Who could wake them ---- */

static struct lc_hang_process *find_process(struct lc_hang *hang, pid_t pid)
{
    for (size_t i = 0; i < hang->process_count; i++) {
        if (hang->processes[i].pid == pid) {
            return &hang->processes[i];
        }
    }
    return NULL;
}

static bool is_stuck(struct lc_hang *hang, pid_t pid)
{
    const struct lc_hang_process *process = find_process(hang, pid);
    return process && process->is_stuck;
}

static bool waits_at_pipe(const struct lc_hang_thread *thread)
{
    return thread->call == LC_HANG_READ || thread->call == LC_HANG_WRITE;
}

static bool is_any_at_pipe(struct lc_hang *hang)
{
    for (size_t i = 0; i < hang->thread_count; i++) {
        if (waits_at_pipe(&hang->threads[i]) && is_stuck(hang, hang->threads[i].pid)) {
            return true;
        }
    }
    return false;
}

/* A process that is not stuck has this end of the pipe: whoever waits at the other one may go on.
 * True when that frees somebody. */
static bool free_waiters(struct lc_hang *hang, uint64_t pipe, bool can_read, bool can_write)
{
    bool freed = false;
    for (size_t i = 0; i < hang->thread_count; i++) {
        const struct lc_hang_thread *thread = &hang->threads[i];
        bool can_wake = (thread->call == LC_HANG_READ && can_write) ||
                        (thread->call == LC_HANG_WRITE && can_read);
        struct lc_hang_process *process = find_process(hang, thread->pid);
        if (can_wake && thread->pipe == pipe && process->is_stuck) {
            process->is_stuck = false;
            freed = true;
        }
    }
    return freed;
}

/* The open files of a process that is not stuck. */
static bool free_by_files(struct lc_hang *hang, pid_t pid)
{
    char path[64];
    struct stat status;
    (void)snprintf(path, sizeof(path), "/proc/%d/fd", (int)pid);
    DIR *folder = opendir(path);
    bool freed = false;
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        uint64_t pipe = pipe_of(pid, entry->d_name);
        if (pipe && pid == getpid()) {
            freed |= free_waiters(hang, pipe, true, true); /* who has the rest we may not see */
        } else if (pipe &&
                   fstatat(dirfd(folder), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0) {
            /* The link's own mode says how the file was opened. */
            freed |= free_waiters(hang, pipe, status.st_mode & S_IRUSR, status.st_mode & S_IWUSR);
        }
    }
    if (folder) {
        (void)closedir(folder);
    } else if (find_process(hang, pid)) {
        freed = true; /* of the run, and not to be looked at: nothing is certain */
        hang->thread_count = 0;
    }
    return freed;
}

static bool free_by_all_files(struct lc_hang *hang)
{
    DIR *proc = opendir("/proc");
    bool freed = false;
    for (struct dirent *entry; proc && (entry = readdir(proc));) {
        pid_t pid = (pid_t)atoi(entry->d_name);
        freed |= pid > 0 && !is_stuck(hang, pid) && free_by_files(hang, pid);
    }
    if (proc) {
        (void)closedir(proc);
    } else {
        hang->thread_count = 0;
    }
    return freed;
}

/* A child that is not stuck will end, or may; to wait for none ends at once. */
static bool free_by_children(struct lc_hang *hang)
{
    bool freed = false;
    for (size_t i = 0; i < hang->thread_count; i++) {
        const struct lc_hang_thread *thread = &hang->threads[i];
        struct lc_hang_process *waiter = find_process(hang, thread->pid);
        if (thread->call != LC_HANG_CHILD || !waiter->is_stuck) {
            continue;
        }
        bool has_child = false, all_stuck = true;
        for (size_t j = 0; j < hang->process_count; j++) {
            const struct lc_hang_process *child = &hang->processes[j];
            bool is_meant = thread->child ? child->pid == thread->child : true;
            if (child->parent == waiter->pid && is_meant) {
                has_child = true;
                all_stuck &= child->is_stuck;
            }
        }
        waiter->is_stuck = has_child && all_stuck;
        freed |= !waiter->is_stuck;
    }
    return freed;
}

/* ---- All of it ---- */

static uint64_t number_of(struct lc_hang *hang)
{
    uint64_t sum = 0;
    size_t kept = 0;
    for (size_t i = 0; i < hang->thread_count; i++) {
        const struct lc_hang_thread *thread = &hang->threads[i];
        if (is_stuck(hang, thread->pid)) {
            uint64_t hash =
                lc_hash_fold((uint64_t)thread->pid << 32 | (uint32_t)thread->tid, thread->switches);
            sum += lc_hash_mix(hash ^ thread->pipe);
            hang->threads[kept++] = *thread;
        }
    }
    hang->thread_count = kept;
    return kept ? sum | 1 : 0;
}

static bool hang_at_pipes(struct lc_hang *hang)
{
    bool freed = true;
    while (freed && is_any_at_pipe(hang)) {
        freed = free_by_children(hang);
        freed |= free_by_all_files(hang);
    }
    return is_any_at_pipe(hang);
}

uint64_t lc_hang_look(struct lc_hang *hang)
{
    if (!collect(hang)) {
        return 0;
    }
    hang->is_at_pipes = hang_at_pipes(hang);
    for (size_t i = 0; i < hang->process_count && !hang->is_at_pipes; i++) {
        hang->processes[i].is_stuck = hang->processes[i].is_asleep;
    }
    return number_of(hang);
}
