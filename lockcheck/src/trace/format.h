/*
 * trace/format.h - the trace: what the watched process leaves behind
 * (docs/adr/0001-trace-format.md).
 *
 * A file of one header and a run of records, native byte order, everything 8-byte aligned. It is
 * written through a shared mapping, so whatever is in it outlives the process however that ends. A
 * record is committed by its header word, written last; a reader stops at the first zero word, at
 * used_bytes, or at the end of the file, whichever comes first, and trusts no number it has not
 * checked.
 *
 * Ids are unique within their kind of record, grow, and may skip; 0 means none. What a record
 * refers to either stands before it or was not kept: an id without a record is a thing not known,
 * no error. Addresses and pids are the watched process's own.
 */
#ifndef LC_TRACE_FORMAT_H
#define LC_TRACE_FORMAT_H

#include <stdint.h>

#define LC_TRACE_MAGIC "LCTRACE"

enum {
    LC_TRACE_VERSION = 2, /* of all layouts: trace/layouts.h */
    LC_TRACE_ALIGN = 8,
    LC_TRACE_RECORD_BYTES_MAX = 1 << 24,
    LC_TRACE_ROOMY_BYTES = 16 << 20, /* a trace that has grown so far takes findings alone */
};

/* How the process ended, as far as it could say; RUNNING in the trace of a dead process: killed. */
enum lc_trace_state {
    LC_TRACE_RUNNING,
    LC_TRACE_EXITED, /* exit(), or return from main; exit_status is valid */
    LC_TRACE_UNDERSCORE_EXITED,
    LC_TRACE_EXECED,   /* this image was replaced; the next one has a trace of its own */
    LC_TRACE_SIGNALED, /* exit_status is the signal */
    LC_TRACE_ASIDE,    /* not the trace of the process, but what was seen of it from outside */
};

enum { LC_NO_LOCKS_WORDS = 4 };

/* Running totals, each updated in place by the process (relaxed). */
struct lc_trace_counts {
    uint64_t acquisitions; /* as of the last time each thread told: at least */
    uint64_t threads;      /* seen, the main thread included */
    uint64_t locks;        /* that took part in nesting */
    uint64_t dependencies; /* distinct */
    uint64_t findings;     /* FINDING records, suppressed or not */
    /* What is missing; each 0 in a complete trace. */
    uint64_t dropped_no_memory;  /* dependencies or stacks: no memory */
    uint64_t dropped_trace_full; /* records that did not fit: disk full, file size limit … */
    uint64_t dropped_search;     /* ring searches cut short */
    uint64_t forgotten_locks;    /* destroyed locks whose dependencies were forgotten */
    uint64_t dropped_other;      /* a NOTE says what */
};

struct lc_trace_header {
    char magic[8];
    uint32_t version;
    uint32_t header_bytes; /* of this struct; the first record follows */
    uint32_t pid;
    uint32_t parent_pid;
    uint64_t start_realtime_ns;
    uint64_t used_bytes; /* header and committed records; stored with release */
    uint32_t state;      /* enum lc_trace_state */
    int32_t exit_status;
    struct lc_trace_counts counts;
    uint64_t boot_id;                     /* which start of which machine; 0: not known */
    uint64_t start_monotonic_ns;          /* with the pid it names the process; 0: not known */
    uint64_t end_monotonic_ns;            /* 0: it did not say */
    uint64_t newest_wait;                 /* offset of a WAIT record; 0: none */
    uint64_t no_locks[LC_NO_LOCKS_WORDS]; /* shared semaphores that are none, by hash: a bit each */
};

enum lc_trace_type {
    LC_REC_PAD = 1,   /* skip */
    LC_REC_PROCESS,   /* one, first */
    LC_REC_MODULE,    /* an ELF image */
    LC_REC_STACK,     /* a call stack */
    LC_REC_THREAD,    /* a thread that takes part in something */
    LC_REC_NAME,      /* the name of a thread or a lock, now known or changed */
    LC_REC_LOCK,      /* one lifetime of a lock */
    LC_REC_LOCK_GONE, /* a lock's lifetime ended, or it was no lock after all */
    LC_REC_DEPENDENCY,
    LC_REC_FINDING,
    LC_REC_NOTE, /* a sentence for the reader, such as why the trace is incomplete */
    /* Of several processes: trace/format_shared.h. */
    LC_REC_OBJECT, /* memory shared with other processes */
    LC_REC_EVENT,  /* something that orders threads */
    LC_REC_FORKED, /* the process began as a copy of another one */
    LC_REC_PEER,   /* another process that a finding speaks of */
    LC_REC_WAIT,   /* what one thread waits for now; changes in place */
    LC_REC_USE,    /* how a lock was used by the calls at one place */
};

/* Starts every record. The word is stored last, with release. */
struct lc_trace_record {
    uint32_t bytes; /* of the whole record, a multiple of LC_TRACE_ALIGN; 0: nothing here yet */
    uint16_t type;  /* enum lc_trace_type; skip what you do not know */
    uint16_t flags; /* per type */
};

/* Strings: `bytes` bytes, no terminator counted, kept anywhere in the record's tail. */
struct lc_trace_string {
    uint32_t offset; /* from the record's start */
    uint32_t bytes;
};

struct lc_trace_process {
    struct lc_trace_record record;
    struct lc_trace_string executable; /* path */
    struct lc_trace_string command;    /* arguments, each ended by a zero byte, maybe cut */
    struct lc_trace_string directory;  /* working directory at start */
    struct lc_trace_string run_id;     /* what `lockcheck run` calls this run; may be empty */
};

struct lc_trace_module {
    struct lc_trace_record record;
    uint32_t id;
    uint32_t build_id_bytes; /* 0 to 32 */
    uint64_t start, end;     /* mapped addresses */
    uint64_t bias;           /* add to an ELF address to get a mapped one */
    unsigned char build_id[32];
    struct lc_trace_string path; /* may be empty: the vdso, or a deleted file */
};

enum { LC_FRAME_MODULE_SHIFT = 48 };

/*
 * A frame is (module id << 48) | offset, offset = address - module.bias; module 0: an address in no
 * module (generated code), all 48 bits of it. Innermost first. The first frame is the call site of
 * the lock operation. All are return addresses: look up address - 1.
 */
struct lc_trace_stack {
    struct lc_trace_record record; /* flags: enum lc_stack_flag */
    uint32_t id;
    uint32_t frame_count;
    uint64_t frames[];
};

enum lc_stack_flag {
    LC_STACK_CUT = 1,      /* deeper than was recorded */
    LC_STACK_EARLIER = 2,  /* taken at an earlier call from the same site */
    LC_STACK_SITE_ONLY = 4 /* the call site alone was known */
};

struct lc_trace_thread {
    struct lc_trace_record record;
    uint32_t id;
    uint32_t tid;
    uint32_t creator;       /* thread id; 0: not known */
    uint32_t create_stack;  /* stack id; 0: not known */
    uint64_t start_routine; /* a frame as in lc_trace_stack; 0: not known */
    char name[16];
};

enum lc_name_of { LC_NAME_THREAD = 1, LC_NAME_LOCK, LC_NAME_LOCK_CLASS };

struct lc_trace_name {
    struct lc_trace_record record; /* flags: enum lc_name_of */
    uint32_t id;
    uint32_t reserved;
    struct lc_trace_string name;
};

enum lc_lock_kind {
    LC_LOCK_MUTEX = 1,
    LC_LOCK_RWLOCK,
    LC_LOCK_SPIN,
    LC_LOCK_SEM,
    LC_LOCK_CUSTOM, /* annotated */
    /* Not locks, but things waited for; they appear in findings. */
    LC_LOCK_COND,
    LC_LOCK_BARRIER,
    LC_LOCK_THREAD, /* a join; `address` is the thread's id in this trace */
    LC_LOCK_ONCE,
    LC_LOCK_FILE,    /* flock, fcntl */
    LC_LOCK_PROCESS, /* the end of a child process; the lower half of `address` is its pid */
    LC_LOCK_PIPE,    /* `inode`; waited for in read mode: something to read; else room to write */
};

enum lc_lock_place {
    LC_PLACE_UNKNOWN,
    LC_PLACE_STATIC, /* in a module: `module` and `offset` say where */
    LC_PLACE_HEAP,   /* block_start and block_bytes are valid when block_bytes != 0 */
    LC_PLACE_STACK,
    LC_PLACE_MAPPED, /* in a mapping of its own */
    LC_PLACE_SHARED, /* in shared memory: `device`, `inode`, `offset` identify it */
};

enum lc_lock_flag {
    LC_LOCK_FLAG_RECURSIVE = 1,
    LC_LOCK_FLAG_ERRORCHECK = 2,
    LC_LOCK_FLAG_ROBUST = 4,
    LC_LOCK_FLAG_PI = 8,
    LC_LOCK_FLAG_PP = 16,
    LC_LOCK_FLAG_PSHARED = 32,
    LC_LOCK_FLAG_WRITER_FIRST = 64,
    LC_LOCK_FLAG_DOUBTFUL = 128,
    LC_LOCK_FLAG_UNPROVEN = 1024,   /* a semaphore that may be a lock: nobody has posted it yet */
    LC_LOCK_FLAG_BEGAN_AT_1 = 2048, /* a shared semaphore: this process saw it begin */
    LC_LOCK_FLAG_CLASS = 4096, /* no lock: all of a class; init_stack or block_stack made them */
};

struct lc_trace_lock {
    struct lc_trace_record record;
    uint32_t id;
    uint32_t kind;  /* enum lc_lock_kind */
    uint32_t place; /* enum lc_lock_place */
    uint32_t flags; /* enum lc_lock_flag */
    uint64_t address;
    uint32_t module;                   /* static: module id; shared: object id */
    uint32_t init_stack;               /* where it was initialised; 0: not known */
    uint64_t offset;                   /* static: from the bias; shared: in the file */
    uint64_t block_start, block_bytes; /* heap */
    uint32_t block_stack;              /* where the block was allocated; 0: not known */
    uint32_t generation;               /* how many locks lived at this address before */
    uint64_t device, inode;            /* shared */
};

enum lc_gone_reason {
    LC_GONE_DESTROYED = 1,
    LC_GONE_FREED,
    LC_GONE_REINITIALISED,
    LC_GONE_WITHDRAWN
};

struct lc_trace_lock_gone {
    struct lc_trace_record record; /* flags: enum lc_gone_reason */
    uint32_t lock;
    uint32_t stack; /* 0: not known */
};

/* A lock held: by which call. */
struct lc_trace_held {
    uint32_t lock;
    uint16_t mode; /* enum lc_mode: 0 write, 1 read */
    uint16_t flags;
    uint32_t stack;
    uint32_t reserved;
};

/*
 * One thread's part in something: what it holds, outermost first, and what it asks for. `want` may
 * be 0 where a finding is about what is held alone.
 */
struct lc_trace_step {
    uint32_t thread;
    uint32_t want;      /* lock id */
    uint32_t want_mode; /* enum lc_mode */
    uint32_t want_stack;
    union {
        uint64_t waited_ns; /* in a finding: how long the wait has been going on; else 0 */
        uint64_t at_ns;     /* in a dependency: when, monotonic; 0: not known */
    };
    union {
        uint32_t segment;
        uint32_t peer; /* with LC_FINDING_PEERS: whose step this is, PEER id; 0: this process */
    };
    uint32_t held_count;
    struct lc_trace_held held[];
};

/*
 * A lock, and calls of one stack that take it; written at the end. `takes` and what follows it are
 * known with profile=1 alone, and 0 without.
 */
struct lc_trace_use {
    struct lc_trace_record record;
    uint32_t lock;
    uint32_t stack;
    uint32_t waiter;                          /* the thread that waited longest here */
    uint32_t giver;                           /* the last one that a waiter got it from here */
    uint64_t waits, waited_ns, waited_ns_max; /* here, for others to give it back */
    uint64_t hindered,
        hindered_ns; /* waits anywhere that ended when it was given back, from here */
    uint64_t takes, held_ns, held_ns_max;
};

struct lc_trace_dependency {
    struct lc_trace_record record;
    uint32_t id;
    uint32_t reserved;
    struct lc_trace_step step;
};

enum lc_finding_kind {
    LC_FINDING_LOCK_ORDER = 1,
    LC_FINDING_DEADLOCK,
    LC_FINDING_SELF_DEADLOCK,
    LC_FINDING_RWLOCK_UPGRADE,
    LC_FINDING_JOIN_HOLDING,
    LC_FINDING_UNLOCK_NOT_OWNER,
    LC_FINDING_UNLOCK_NOT_LOCKED,
    LC_FINDING_DESTROY_HELD,
    LC_FINDING_FREE_HELD,
    LC_FINDING_EXIT_HOLDING,
    LC_FINDING_FORK_HOLDING,
    LC_FINDING_COND_NOT_HELD,
    LC_FINDING_COND_TWO_MUTEXES,
    LC_FINDING_HOLD_WHILE_BLOCKING,
    LC_FINDING_NESTED_MONITOR,
    LC_FINDING_SIGNAL_LOCK,
    LC_FINDING_ROBUST_INCONSISTENT,
    LC_FINDING_THREAD_LEAK,
    LC_FINDING_LONG_WAIT,
    LC_FINDING_GLOBAL_DEADLOCK,
    LC_FINDING_API_ERROR,
    LC_FINDING_NOT_INITIALISED,
    LC_FINDING_INIT_AGAIN,
    LC_FINDING_DESTROY_AWAITED,
    LC_FINDING_SIGNAL_NOT_HELD,
    LC_FINDING_READ_AGAIN,
    LC_FINDING_OWNER_DIED,
    LC_FINDING_CONTENTION,
    LC_FINDING_SEM_OVERPOST,
    LC_FINDING_LIVELOCK,
    LC_FINDING_KIND_END,
};

enum lc_tier {
    LC_TIER_DEADLOCK = 1, /* it is happening */
    LC_TIER_CONFIRMED,    /* it happened, whatever the timing: a misuse, or a hang steered into */
    LC_TIER_PREDICTED,
    LC_TIER_POSSIBLE,
    LC_TIER_LATENT,
    LC_TIER_INFO, /* no defect by itself; never fails a run */
};

enum lc_finding_flag {
    LC_FINDING_TOLD = 1,  /* printed while the process went on; its last report leaves it out */
    LC_FINDING_OLDER = 2, /* in a copy made to print one finding: not that one */
    LC_FINDING_PEERS = 4, /* of several processes: each step says whose it is */
};

/*
 * step_count steps follow, each 8-byte aligned, each as long as its held_count says. For a ring,
 * step i asks for what step i + 1 holds, the last for what the first holds.
 */
struct lc_trace_finding {
    struct lc_trace_record record; /* flags: enum lc_finding_flag */
    uint32_t id;
    uint16_t kind;       /* enum lc_finding_kind */
    uint16_t tier;       /* enum lc_tier */
    uint64_t elapsed_ns; /* since the process started */
    uint32_t step_count;
    uint32_t detail;       /* per kind: an errno, a signal number … */
    uint32_t steps_offset; /* from the record's start */
    uint32_t reserved;
};

/* `detail` of a thread-leak. */
enum lc_leak { LC_LEAK_ENDED, LC_LEAK_RUNNING };

struct lc_trace_note {
    struct lc_trace_record record; /* flags: 1 = the trace is incomplete */
    struct lc_trace_string text;
};

_Static_assert(sizeof(struct lc_trace_header) % LC_TRACE_ALIGN == 0, "records are aligned");
_Static_assert(sizeof(struct lc_trace_step) % LC_TRACE_ALIGN == 0, "held entries are aligned");
_Static_assert(sizeof(struct lc_trace_held) % LC_TRACE_ALIGN == 0, "steps are aligned");
_Static_assert(sizeof(struct lc_trace_finding) % LC_TRACE_ALIGN == 0, "steps are aligned");

#endif
