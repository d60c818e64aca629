/*
 * trace/format_shared.h - the part of a trace by which the traces of several processes fit together
 * (docs/adr/0015-locks-between-processes.md).
 *
 * Times are of the monotonic clock, which all processes of one machine share; within a trace they
 * grow from record to record (but for SPAWNED). EVENT records begin with the first shared lock of
 * the process: what was before orders nothing that other processes could meet.
 */
#ifndef LC_TRACE_FORMAT_SHARED_H
#define LC_TRACE_FORMAT_SHARED_H

#include "trace/format.h"

enum lc_object_flag {
    LC_OBJECT_UNIQUE = 1, /* the machine gives its inode to no other object until it starts anew */
};

/* A file or anonymous memory that is mapped and shared. */
struct lc_trace_object {
    struct lc_trace_record record; /* flags: enum lc_object_flag */
    uint32_t id;
    uint32_t reserved;
    uint64_t device, inode;
    uint64_t birth_ns; /* when it was made: tells it from other owners of its inode. 0: not known */
    struct lc_trace_string path; /* as the kernel names it */
};

enum lc_event {
    LC_EVENT_THREAD_START = 1, /* `thread` starts; `others`: who created it */
    LC_EVENT_THREAD_JOIN,      /* `thread` knows that `others` ended */
    LC_EVENT_PHASE,            /* what `others` did is before what any of them does next */
    LC_EVENT_SPAWNED,          /* `thread` starts the processes `others` (pids), without fork */
    LC_EVENT_WAITED,           /* `thread` knows that the processes `others` (pids) ended */
    LC_EVENT_LOCK_END,         /* the shared locks `others` ended, for every process */
};

struct lc_trace_event {
    struct lc_trace_record record; /* flags: enum lc_event */
    uint32_t thread;
    uint32_t other_count;
    uint64_t at_ns;
    uint32_t others[];
};

/* Once, before anything else that happened. */
struct lc_trace_forked {
    struct lc_trace_record record;
    uint32_t parent_pid;
    uint32_t parent_thread;   /* in the parent's trace */
    uint64_t parent_start_ns; /* the parent's start_monotonic_ns */
    uint64_t at_ns;
};

struct lc_trace_peer {
    struct lc_trace_record record;
    uint32_t id;
    uint32_t pid;
    uint64_t start_monotonic_ns;
    struct lc_trace_string path; /* of its trace */
};

enum { LC_WAIT_HELD_MAX = 16 };

/* A lock as other processes see it; inode 0: private, and `lock` is its id in this trace. */
struct lc_trace_lock_key {
    uint64_t device, inode, offset;
    uint32_t lock;
    uint16_t mode;  /* enum lc_mode */
    uint16_t flags; /* enum lc_key_flag */
};

enum lc_key_flag {
    LC_KEY_PROVEN = 1, /* a semaphore that began at 1, and that its takers posted */
};

enum lc_wait_flag {
    LC_WAIT_IN_COND = 1,      /* it wants the mutex back that the condition took; never looks */
    LC_WAIT_WRITER_FIRST = 2, /* the rwlock lets readers in after a writer that waits */
};

/*
 * One for each thread that has waited for long since the process shares locks; they are chained
 * from header.newest_wait. `sequence` is odd while the thread waits, and nothing but the fields
 * marked so changes then: who finds it the same before and after has read one wait.
 */
struct lc_trace_wait {
    struct lc_trace_record record;
    uint64_t older;     /* offset of another one; 0: none */
    uint32_t sequence;  /* stored with release */
    uint32_t owner_tid; /* of the lock, where that says it; else 0. Changes at any time */
    uint32_t is_told;   /* its process has reported the deadlock it is in. Changes once */
    uint32_t thread;
    uint64_t ring; /* which ring of waits it sees itself in; 0: none. Changes at any time */
    uint64_t since_ns;
    uint64_t published_ns; /* from here on the thread stands still */
    uint64_t looked_ns;    /* from then on nobody has let it go. Changes at any time */
    uint32_t tid;
    uint32_t want_kind; /* enum lc_lock_kind */
    uint32_t want_of;   /* of LC_LOCK_THREAD the thread; of LC_LOCK_PROCESS the pid, 0: any child */
    uint32_t flags;     /* enum lc_wait_flag */
    uint32_t want_stack;
    uint32_t held_count; /* all of them, also those that did not fit */
    struct lc_trace_lock_key want;
    struct lc_trace_lock_key held[LC_WAIT_HELD_MAX];
    uint32_t held_stacks[LC_WAIT_HELD_MAX];
};

/* Which bit of header.no_locks stands for a shared semaphore. Two may have the same. */
static inline unsigned lc_trace_no_lock_bit(const struct lc_trace_lock_key *key)
{
    uint64_t hash = (key->device * 31 + key->inode) * 0x9e3779b97f4a7c15u + key->offset / 8;
    return (unsigned)(hash * 0x9e3779b97f4a7c15u >> 56);
}

_Static_assert(sizeof(struct lc_trace_wait) % LC_TRACE_ALIGN == 0, "records are aligned");

#endif
