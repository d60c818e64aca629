#include "runtime/annotation.h"

#include <string.h>

#include "base/hash.h"
#include "runtime/event.h"
#include "runtime/held.h"
#include "runtime/state.h"
#include "runtime/thread_list.h"

enum { NAME_BUCKETS = 256 };

/* A text, kept once and for ever: programs have few names and many locks. */
struct lc_lock_name {
    struct lc_lock_name *next;
    uint32_t bytes;
    char text[LC_LOCK_NAME_BYTES_MAX];
};

/* An object that only its thread knows. */
struct private_range {
    uintptr_t start;
    size_t bytes;
    lc_thread_id thread;
    struct private_range *next;
};

/* All under cold. */
static struct lc_lock_name *s_names[NAME_BUCKETS];
static struct private_range *s_private, *s_free_ranges;

/* ---- Names ---- */

static const struct lc_lock_name *intern(const char *text)
{
    uint32_t bytes = (uint32_t)strnlen(text, LC_LOCK_NAME_BYTES_MAX);
    uint64_t hash = bytes;
    for (uint32_t i = 0; i < bytes; i++) {
        hash = lc_hash_fold(hash, (unsigned char)text[i]);
    }
    struct lc_lock_name **bucket = &s_names[lc_hash_mix(hash) % NAME_BUCKETS];
    struct lc_lock_name *name = *bucket;
    while (name && (name->bytes != bytes || memcmp(name->text, text, bytes) != 0)) {
        name = name->next;
    }
    if (!name && (name = lc_arena_alloc(&g_lc.arena, sizeof(*name))) != NULL) {
        name->bytes = bytes;
        memcpy(name->text, text, bytes);
        name->next = *bucket;
        *bucket = name;
    }
    return name;
}

static void record_name(const struct lc_lock *lock, enum lc_name_of of,
                        const struct lc_lock_name *name)
{
    if (!name) {
        return;
    }
    struct lc_trace_writer *trace = lc_runtime_trace_locked();
    struct lc_trace_name *record =
        lc_trace_begin(trace, LC_REC_NAME, sizeof(*record) + name->bytes);
    if (record) {
        record->record.flags = (uint16_t)of;
        record->id = lock->id;
        record->name = (struct lc_trace_string){sizeof(*record), name->bytes};
        memcpy(record + 1, name->text, name->bytes);
        lc_trace_commit(trace);
    }
}

void lc_annotation_record_names_locked(const struct lc_lock *lock)
{
    record_name(lock, LC_NAME_LOCK, lock->name);
    record_name(lock, LC_NAME_LOCK_CLASS, lock->class_name);
}

static void name_locked(struct lc_thread *self, void *address, enum lc_name_of of, const char *text)
{
    struct lc_lock *lock = lc_lock_get_locked(self, address, 0);
    const struct lc_lock_name *name = intern(text);
    if (!lock || !name) {
        g_lc.counts.dropped_no_memory++;
        return;
    }
    *(of == LC_NAME_LOCK ? &lock->name : &lock->class_name) = name;
    if (lock->recorded) {
        record_name(lock, of, name);
    }
}

void lc_annotation_name(struct lc_thread *self, void *lock, enum lc_name_of of, const char *name)
{
    lc_thread_enter(self);
    lc_cold_enter(self);
    name_locked(self, lock, of, name);
    lc_cold_leave(self);
    lc_thread_leave(self);
}

/* ---- Unpublished objects ---- */

static struct private_range *range_new(void)
{
    struct private_range *range = s_free_ranges;
    if (range) {
        s_free_ranges = range->next;
        return range;
    }
    return lc_arena_alloc(&g_lc.arena, sizeof(*range));
}

/* Drop the ranges of the thread that begin here; of all threads when `thread` is 0. */
static void drop_ranges(uintptr_t start, lc_thread_id thread)
{
    for (struct private_range **link = &s_private; *link;) {
        struct private_range *range = *link;
        if (range->start == start && range->thread == thread) {
            *link = range->next;
            range->next = s_free_ranges;
            s_free_ranges = range;
        } else {
            link = &range->next;
        }
    }
}

void lc_annotation_unpublished(struct lc_thread *self, uintptr_t start, size_t bytes)
{
    lc_thread_enter(self);
    lc_cold_enter(self);
    drop_ranges(start, self->id);
    struct private_range *range = range_new();
    if (range) {
        *range = (struct private_range){start, bytes, self->id, s_private};
        s_private = range;
    } else {
        g_lc.counts.dropped_no_memory++;
    }
    lc_cold_leave(self);
    lc_thread_leave(self);
}

/* What the thread has done with the locks in there counts as not seen: from now on it matters. */
void lc_annotation_published(struct lc_thread *self, uintptr_t start)
{
    lc_thread_enter(self);
    lc_cold_enter(self);
    drop_ranges(start, self->id);
    memset(self->seen, 0, sizeof(self->seen));
    lc_cold_leave(self);
    lc_thread_leave(self);
}

bool lc_annotation_is_private_locked(const struct lc_thread *self, uintptr_t address)
{
    const struct private_range *range = s_private;
    while (range && (range->thread != self->id || address - range->start >= range->bytes)) {
        range = range->next;
    }
    return range != NULL;
}

/* ---- Orders between threads ---- */

/*
 * A token is a thread that does nothing: those before it "create" it, those after it are "created"
 * by it, as often as they like.
 */
static lc_thread_id thread_of_token(struct lc_thread *self, void *token, bool make)
{
    struct lc_lock *lock =
        make ? lc_lock_get_locked(self, token, 0) : lc_lock_find_locked((uintptr_t)token);
    if (lock && !lock->token && make) {
        lock->token = lc_thread_new_id_locked();
    }
    g_lc.counts.dropped_no_memory += make && !lock;
    return lock ? lock->token : 0;
}

void lc_annotation_happens_before(struct lc_thread *self, void *token)
{
    lc_thread_enter(self);
    lc_cold_enter(self);
    lc_thread_id id = thread_of_token(self, token, true);
    if (id) {
        lc_event_thread_start_locked(id, self->id);
        lc_thread_rehash(self);
    }
    lc_cold_leave(self);
    lc_thread_leave(self);
}

void lc_annotation_happens_after(struct lc_thread *self, void *token)
{
    lc_thread_enter(self);
    lc_cold_enter(self);
    lc_thread_id id = thread_of_token(self, token, false);
    if (id) {
        lc_event_thread_start_locked(self->id, id);
        lc_thread_rehash(self);
    }
    lc_cold_leave(self);
    lc_thread_leave(self);
}

void lc_annotations_reset_locked(void)
{
    memset(s_names, 0, sizeof(s_names));
    s_private = s_free_ranges = NULL;
}
