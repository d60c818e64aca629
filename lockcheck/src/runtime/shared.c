#include "runtime/shared.h"

#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>

#include "base/maps.h"
#include "base/sys.h"
#include "runtime/held.h"
#include "runtime/sem.h"
#include "runtime/state.h"
#include "trace/format_shared.h"

enum { OBJECT_PATH_BYTES = 256, BIRTH_OF_SYSV = 1, KIND_PSHARED = 0x80 };

struct object {
    uint32_t id;
    uint64_t device, inode, birth_ns;
    bool is_unique;
    bool recorded;
    char path[OBJECT_PATH_BYTES];
    struct object *next;
};

static struct object *s_objects; /* newest first; all under cold */
static uint32_t s_last_id;
/* A shared lock was seen, here or in the process that this one is a copy of. */
static bool s_matters;

static bool starts_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

static bool is_deleted(const char *path)
{
    static const char mark[] = " (deleted)";
    size_t bytes = strlen(path);
    return bytes >= sizeof(mark) - 1 && strcmp(path + bytes - (sizeof(mark) - 1), mark) == 0;
}

/* Memory without a file, or in a tmpfs: their inode numbers count up and are not used again. */
static bool is_memory(const char *path)
{
    return starts_with(path, "/dev/shm/") || starts_with(path, "/memfd:") ||
           starts_with(path, "/dev/zero") || starts_with(path, "/SYSV");
}

/* 0: not known. The path may name another file by now, or nothing: the inode must be the one. */
static uint64_t birth_of(const struct lc_map_line *line)
{
    struct statx status = {0};
    if (starts_with(line->path, "/SYSV")) {
        return BIRTH_OF_SYSV; /* its inode is the segment's id: other numbers than memory's */
    }
    if (is_deleted(line->path) ||
        LC_SYS5(SYS_statx, AT_FDCWD, line->path, 0, STATX_BTIME | STATX_INO, &status) != 0 ||
        !(status.stx_mask & STATX_BTIME) || status.stx_ino != line->inode) {
        return 0;
    }
    return (uint64_t)status.stx_btime.tv_sec * 1000000000u + status.stx_btime.tv_nsec;
}

static struct object *object_new(const struct object *draft, const char *path)
{
    struct object *object = lc_arena_alloc(&g_lc.arena, sizeof(*object));
    if (!object) {
        g_lc.counts.dropped_no_memory++;
        return NULL;
    }
    *object = *draft;
    object->id = ++s_last_id;
    size_t bytes = strnlen(path, sizeof(object->path) - 1);
    memcpy(object->path, path, bytes);
    object->path[bytes] = '\0';
    object->next = s_objects;
    s_objects = object;
    return object;
}

/* What was seen before it lost its name is known still. */
static bool is_same(const struct object *known, const struct object *draft)
{
    return known->device == draft->device && known->inode == draft->inode &&
           (known->birth_ns == draft->birth_ns || !draft->birth_ns);
}

static struct object *object_of(const struct lc_map_line *line)
{
    struct object draft = {
        .device = (uint64_t)line->device_major << 32 | line->device_minor,
        .inode = line->inode,
        .is_unique = is_memory(line->path),
    };
    draft.birth_ns = draft.is_unique && !starts_with(line->path, "/SYSV") ? 0 : birth_of(line);
    struct object *object = s_objects;
    while (object && !is_same(object, &draft)) {
        object = object->next;
    }
    return object ? object : object_new(&draft, line->path);
}

/* The mapping looked up last; object NULL: a private one. */
static struct {
    uintptr_t start, end;
    uint64_t offset;
    struct object *object;
    uint32_t unmaps; /* g_lc_unmaps then */
} s_mapping;

_Atomic uint32_t g_lc_unmaps;

static bool take_mapping(void *context, const struct lc_map_line *line)
{
    const uintptr_t *address = context;
    if (*address - line->start >= line->end - line->start) {
        return false;
    }
    s_mapping.start = line->start;
    s_mapping.end = line->end;
    s_mapping.offset = line->offset;
    s_mapping.object = line->is_shared && line->inode ? object_of(line) : NULL;
    return true;
}

/* Whether s_mapping is the one around the address. */
static bool find_mapping(uintptr_t address)
{
    static char s_buffer[LC_MAPS_BUFFER_BYTES]; /* under cold */
    uint32_t unmaps = lc_load_relaxed(&g_lc_unmaps);
    if (address - s_mapping.start < s_mapping.end - s_mapping.start && s_mapping.unmaps == unmaps) {
        return true;
    }
    s_mapping.end = s_mapping.start;
    s_mapping.unmaps = unmaps;
    return !g_lc.sealed && lc_maps_find("/proc/self/maps", s_buffer, take_mapping, &address);
}

void lc_shared_find_locked(struct lc_lock *lock)
{
    bool may_be_shared = lock->flags & LC_LOCK_FLAG_PSHARED || lock->kind == LC_LOCK_SPIN;
    if (!may_be_shared || !find_mapping(lock->address) || !s_mapping.object) {
        return;
    }
    lock->place = LC_PLACE_SHARED;
    lock->module = s_mapping.object->id;
    lock->device = s_mapping.object->device;
    lock->inode = s_mapping.object->inode;
    lock->offset = s_mapping.offset + (lock->address - s_mapping.start);
    s_matters = true;
    if (starts_with(s_mapping.object->path, "/SYSV")) {
        s_mapping.end = s_mapping.start; /* shmdt takes it away unseen */
    }
}

static struct object *object_by_id(uint32_t id)
{
    struct object *object = s_objects;
    while (object && object->id != id) {
        object = object->next;
    }
    return object;
}

bool lc_shared_is_of_relatives_locked(const struct lc_lock *lock)
{
    const struct object *object =
        lock->place == LC_PLACE_SHARED ? object_by_id(lock->module) : NULL;
    return object && starts_with(object->path, "/dev/zero");
}

void lc_shared_record_locked(uint32_t id)
{
    struct object *object = object_by_id(id);
    if (!object || object->recorded) {
        return;
    }
    struct lc_trace_writer *trace = lc_runtime_trace_locked();
    size_t path_bytes = strlen(object->path);
    struct lc_trace_object *record =
        lc_trace_begin(trace, LC_REC_OBJECT, sizeof(*record) + path_bytes);
    if (!record) {
        return;
    }
    record->record.flags = object->is_unique ? LC_OBJECT_UNIQUE : 0;
    record->id = object->id;
    record->device = object->device;
    record->inode = object->inode;
    record->birth_ns = object->birth_ns;
    record->path = lc_trace_put_text(record, sizeof(*record), object->path, path_bytes);
    lc_trace_commit(trace);
    object->recorded = true;
}

bool lc_shared_matters_locked(void)
{
    return s_matters && g_lc.options.trace[0];
}

bool lc_shared_is_renewal(const void *lock, size_t bytes)
{
    const unsigned char *at = lock;
    size_t i = 0;
    while (i < bytes && at[i] == 0) {
        i++;
    }
    return i < bytes;
}

void lc_shared_renewed(struct lc_thread *self, void *address, unsigned kind)
{
    if (!g_lc.options.trace[0]) {
        return;
    }
    lc_thread_enter(self);
    lc_cold_enter(self);
    struct lc_lock *lock = lc_lock_get_locked(self, address, kind);
    if (lock && lock->place == LC_PLACE_SHARED) {
        lc_lock_record_locked(lock);
        lc_lock_end_locked(lock, LC_GONE_REINITIALISED);
        g_lc.counts.locks--; /* it took part in nothing */
    }
    lc_cold_leave(self);
    lc_thread_leave(self);
}

/* The lock's own word for it; the memory may not have come along over the fork. */
static bool says_it_is_shared(const struct lc_held *entry)
{
    union {
        pthread_mutex_t mutex;
        pthread_rwlock_t rwlock;
    } copy = {0};
    unsigned kind = lc_held_kind(entry);
    if (kind == LC_LOCK_SEM) {
        return lc_sem_is_shared(lc_sem_state(lc_load_relaxed(&entry->lock)));
    }
    if (g_lc.sealed) {
        return false;
    }
    size_t bytes = kind == LC_LOCK_MUTEX ? sizeof(copy.mutex) : sizeof(copy.rwlock);
    struct iovec to = {&copy, bytes};
    struct iovec from = {lc_load_relaxed(&entry->lock), bytes};
    if ((kind != LC_LOCK_MUTEX && kind != LC_LOCK_RWLOCK) ||
        LC_SYS6(SYS_process_vm_readv, g_lc.pid, &to, 1, &from, 1, 0) != (long)bytes) {
        return false;
    }
    return kind == LC_LOCK_MUTEX ? (copy.mutex.__data.__kind & KIND_PSHARED) != 0
                                 : copy.rwlock.__data.__shared != 0;
}

/* As lc_held_remove, without its bookkeeping: nobody else is there, and hashes are made anew. */
static void drop(struct lc_thread *self, uint32_t index)
{
    uint32_t count = lc_held_count(self);
    for (uint32_t i = index; i + 1 < count; i++) {
        self->held[i] = self->held[i + 1];
    }
    lc_store_relaxed(&self->tally, lc_load_relaxed(&self->tally) - 1);
}

void lc_shared_fork_child(struct lc_thread *self)
{
    s_objects = NULL;
    s_last_id = 0;
    s_mapping.end = s_mapping.start;
    for (uint32_t i = self ? lc_held_count(self) : 0; i-- > 0;) {
        if (says_it_is_shared(&self->held[i])) {
            drop(self, i);
        }
    }
}
