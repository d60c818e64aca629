#include "runtime/peers.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>

#include "base/env.h"
#include "base/folder.h"
#include "base/maps.h"
#include "base/proc_file.h"
#include "base/sys.h"
#include "runtime/state.h"

enum { PEERS_MAX = 64, WAITS_MAX = 4096, CANDIDATES_MAX = 64 };

/* All under cold; the first is our own process. */
static struct lc_peer s_peers[PEERS_MAX];
static unsigned s_next = 1;
static char s_buffer[LC_MAPS_BUFFER_BYTES];

bool lc_thread_exists(uint32_t tid)
{
    char stat[512];
    if (LC_SYS2(SYS_tkill, tid, 0) == -ESRCH) {
        return false;
    }
    /* The second field is a name in parentheses that may hold anything; the state comes after. */
    const char *name_end =
        lc_proc_read("/proc/", tid, "/stat", stat, sizeof(stat)) > 0 ? strrchr(stat, ')') : NULL;
    return !name_end || (name_end[1] == ' ' && name_end[2] != 'Z' && name_end[2] != 'X');
}

uint32_t lc_process_of_thread_locked(uint32_t tid)
{
    char status[1024];
    const char *line = lc_proc_read("/proc/", tid, "/status", status, sizeof(status)) > 0
                           ? strstr(status, "\nTgid:\t")
                           : NULL;
    uint32_t pid = 0;
    for (line = line ? line + strlen("\nTgid:\t") : ""; *line >= '0' && *line <= '9'; line++) {
        pid = pid * 10 + (uint32_t)(*line - '0');
    }
    return pid;
}

static bool read_header(int fd, struct lc_trace_header *ret_header)
{
    return LC_SYS4(SYS_pread64, fd, ret_header, sizeof(*ret_header), 0) ==
               (long)sizeof(*ret_header) &&
           memcmp(ret_header->magic, LC_TRACE_MAGIC, sizeof(LC_TRACE_MAGIC)) == 0 &&
           ret_header->version == LC_TRACE_VERSION &&
           ret_header->header_bytes == sizeof(*ret_header);
}

struct candidate {
    struct lc_peer *peer;
    unsigned tried;
};

static bool has_suffix(const char *path)
{
    size_t bytes = strlen(path), suffix = strlen(LC_TRACE_SUFFIX);
    return bytes > suffix && bytes < LC_PEER_PATH_BYTES &&
           strcmp(path + bytes - suffix, LC_TRACE_SUFFIX) == 0;
}

/* A mapping of the process that is its trace. */
static bool take_trace(void *context, const struct lc_map_line *line)
{
    struct candidate *candidate = context;
    if (!line->is_shared || line->offset != 0 || !has_suffix(line->path) ||
        candidate->tried++ >= CANDIDATES_MAX) {
        return false;
    }
    int fd = (int)LC_SYS3(SYS_openat, AT_FDCWD, line->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct lc_trace_header header = {0};
    bool fits = fd >= 0 && read_header(fd, &header) && header.pid == candidate->peer->pid;
    if (fd >= 0) {
        (void)LC_SYS1(SYS_close, fd);
    }
    if (fits) {
        memcpy(candidate->peer->path, line->path, strlen(line->path) + 1);
        candidate->peer->start_ns = header.start_monotonic_ns;
    }
    return fits;
}

static struct lc_peer *slot_for(uint32_t pid)
{
    for (unsigned i = 1; i < PEERS_MAX; i++) {
        if (s_peers[i].pid == pid) {
            return &s_peers[i];
        }
    }
    unsigned slot = s_next;
    s_next = slot + 1 < PEERS_MAX ? slot + 1 : 1;
    return &s_peers[slot];
}

/* Looked up every time: the process may have become another program, or its number another's. */
static struct lc_peer *find_peer(uint32_t pid, uint32_t tid)
{
    char path[LC_PROC_PATH_BYTES];
    struct lc_peer *peer = slot_for(pid);
    *peer = (struct lc_peer){.pid = pid, .tid = tid};
    struct candidate candidate = {.peer = peer};
    if (!lc_maps_find(lc_proc_path(path, "/proc/", pid, "/maps"), s_buffer, take_trace,
                      &candidate)) {
        peer->pid = 0;
        return NULL;
    }
    return peer;
}

static struct lc_peer *recall_peer(uint32_t tid)
{
    for (unsigned i = 1; i < PEERS_MAX; i++) {
        if (s_peers[i].pid && s_peers[i].tid == tid) {
            s_peers[i].is_gone = true;
            return &s_peers[i];
        }
    }
    return NULL;
}

struct lc_peer *lc_peer_own_locked(void)
{
    s_peers[0].pid = g_lc.pid;
    s_peers[0].start_ns = g_lc.start_ns;
    s_peers[0].is_own = true;
    return &s_peers[0];
}

struct lc_peer *lc_peer_of_thread_locked(uint32_t tid)
{
    uint32_t pid = lc_thread_exists(tid) ? lc_process_of_thread_locked(tid) : 0;
    if (pid == g_lc.pid) {
        return lc_peer_own_locked();
    }
    return pid ? find_peer(pid, tid) : recall_peer(tid);
}

/* ---- Waits ---- */

static bool read_at(int fd, uint64_t offset, void *ret_bytes, size_t bytes)
{
    if (fd < 0) { /* our own */
        if (offset + bytes > g_lc.trace.next) {
            return false;
        }
        memcpy(ret_bytes, (const unsigned char *)g_lc.trace.header + offset, bytes);
        return true;
    }
    return LC_SYS4(SYS_pread64, fd, ret_bytes, bytes, offset) == (long)bytes;
}

/* One wait, as it stands there now. False: the thread does not wait, or just changed that. */
static bool read_wait(int fd, uint64_t offset, struct lc_trace_wait *ret_wait)
{
    uint32_t sequence;
    ret_wait->older = 0;
    return read_at(fd, offset, ret_wait, sizeof(*ret_wait)) &&
           ret_wait->record.type == LC_REC_WAIT && ret_wait->record.bytes == sizeof(*ret_wait) &&
           ret_wait->sequence % 2 == 1 &&
           read_at(fd, offset + offsetof(struct lc_trace_wait, sequence), &sequence,
                   sizeof(sequence)) &&
           sequence == ret_wait->sequence;
}

static bool visit_chain(const struct lc_peer *peer, int fd, uint64_t offset,
                        lc_peer_visit_fn *visit, void *context)
{
    struct lc_trace_wait wait;
    for (unsigned i = 0; i < WAITS_MAX && offset; i++) {
        if (read_wait(fd, offset, &wait) && visit(context, peer, &wait)) {
            return true;
        }
        offset = wait.older < offset ? wait.older : 0;
    }
    return false;
}

bool lc_peer_waits_locked(const struct lc_peer *peer, lc_peer_visit_fn *visit, void *context)
{
    if (peer->is_own) {
        return g_lc.trace.header &&
               visit_chain(peer, -1, g_lc.trace.header->newest_wait, visit, context);
    }
    int fd = (int)LC_SYS3(SYS_openat, AT_FDCWD, peer->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        return false;
    }
    struct lc_trace_header header = {0};
    bool found = read_header(fd, &header) && header.pid == peer->pid &&
                 header.start_monotonic_ns == peer->start_ns &&
                 (peer->is_gone || header.state == LC_TRACE_RUNNING) &&
                 visit_chain(peer, fd, header.newest_wait, visit, context);
    (void)LC_SYS1(SYS_close, fd);
    return found;
}

/* ---- The traces beside ours ---- */

struct folder {
    char path[LC_PEER_PATH_BYTES]; /* of the trace at hand; the first bytes are the folder's */
    size_t bytes;                  /* of the folder, the slash included */
    bool (*visit)(struct folder *folder, const struct lc_trace_header *header);
    lc_peer_visit_fn *visit_wait;
    lc_peer_header_fn *visit_header;
    void *context;
    bool is_found;
};

/* Where our own trace lies, by its whole path: trace= may say less. */
static bool find_own_folder(struct folder *folder)
{
    struct lc_peer own = {.pid = g_lc.pid};
    struct candidate candidate = {.peer = &own};
    if (!lc_maps_find("/proc/self/maps", s_buffer, take_trace, &candidate)) {
        return false;
    }
    folder->bytes = (size_t)(strrchr(own.path, '/') + 1 - own.path);
    memcpy(folder->path, own.path, folder->bytes);
    return true;
}

/* A trace of this start of this machine, of another process. */
static bool visit_name(void *context, const char *name)
{
    struct folder *folder = context;
    size_t bytes = strlen(name) + 1;
    if (bytes > sizeof(folder->path) - folder->bytes || !has_suffix(name)) {
        return true;
    }
    memcpy(folder->path + folder->bytes, name, bytes);
    int fd = (int)LC_SYS3(SYS_openat, AT_FDCWD, folder->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct lc_trace_header header = {0};
    bool is_other = fd >= 0 && read_header(fd, &header) &&
                    header.boot_id == g_lc.trace.header->boot_id &&
                    (header.pid != g_lc.pid || header.start_monotonic_ns != g_lc.start_ns);
    if (fd >= 0) {
        (void)LC_SYS1(SYS_close, fd);
    }
    folder->is_found = is_other && folder->visit(folder, &header);
    return !folder->is_found;
}

static bool visit_folder(struct folder *folder)
{
    static struct lc_folder_buffer s_names; /* under cold */
    if (find_own_folder(folder)) {
        (void)lc_folder_each(folder->path, &s_names, visit_name, folder);
    }
    return folder->is_found;
}

static bool visit_waits_of(struct folder *folder, const struct lc_trace_header *header)
{
    if (!header->newest_wait) {
        return false;
    }
    const struct lc_peer *peer = find_peer(header->pid, header->pid);
    if (peer && peer->start_ns == header->start_monotonic_ns) {
        return lc_peer_waits_locked(peer, folder->visit_wait, folder->context);
    }
    static struct lc_peer s_gone; /* under cold */
    s_gone = (struct lc_peer){
        .pid = header->pid, .start_ns = header->start_monotonic_ns, .is_gone = true};
    memcpy(s_gone.path, folder->path, sizeof(s_gone.path));
    return lc_peer_waits_locked(&s_gone, folder->visit_wait, folder->context);
}

bool lc_peers_waits_locked(lc_peer_visit_fn *visit, void *context)
{
    static struct folder s_folder; /* under cold */
    if (lc_peer_waits_locked(lc_peer_own_locked(), visit, context)) {
        return true;
    }
    s_folder = (struct folder){.visit = visit_waits_of, .visit_wait = visit, .context = context};
    return visit_folder(&s_folder);
}

static bool visit_header_of(struct folder *folder, const struct lc_trace_header *header)
{
    return folder->visit_header(folder->context, header);
}

bool lc_peers_headers_locked(lc_peer_header_fn *visit, void *context)
{
    static struct folder s_folder; /* under cold */
    s_folder = (struct folder){.visit = visit_header_of, .visit_header = visit, .context = context};
    return g_lc.trace.header && (visit(context, g_lc.trace.header) || visit_folder(&s_folder));
}
