/*
 * cli/pipe_hang.h - processes of a run that wait for each other through pipes, for good, or for
 * threads of their own that all sleep (docs/adr/0024-hangs-at-pipes.md).
 *
 * Looked at from outside, in /proc: nothing is asked of the processes, and nothing of them changes.
 *
 * Owns:    what it saw.
 * Threads: none inside.
 * Cost:    a look reads who the descendants are and what their threads are in; the open files of
 *          all processes are read only when some of them wait at pipes and all else of them sleeps.
 * Limits:  LC_HANG_PROCESSES processes, LC_HANG_THREADS threads; with more nothing is told.
 */
#ifndef LC_CLI_PIPE_HANG_H
#define LC_CLI_PIPE_HANG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { LC_HANG_PROCESSES = 64, LC_HANG_THREADS = 256 };

enum lc_hang_call {
    LC_HANG_READ,  /* from the pipe */
    LC_HANG_WRITE, /* to it */
    LC_HANG_CHILD, /* for the end of `child`; 0: of any */
    LC_HANG_FUTEX, /* for another thread of the process */
};

struct lc_hang_thread {
    pid_t pid, tid;
    enum lc_hang_call call;
    uint64_t pipe; /* its inode */
    pid_t child;
    uint64_t switches; /* how often it gave up the processor: grows whenever it ran */
};

struct lc_hang_process {
    pid_t pid, parent;
    bool is_stuck;
    bool is_asleep; /* all its threads are in futexes: nobody else could wake one */
};

struct lc_hang {
    struct lc_hang_process processes[LC_HANG_PROCESSES];
    size_t process_count;
    struct lc_hang_thread threads[LC_HANG_THREADS];
    size_t thread_count;
    bool is_at_pipes; /* else its processes are asleep, each by itself */
};

/*
 * Whether there are processes below this one that nobody outside of them can wake. 0: there are
 * not, or that is not certain. Else a number that stays as long as none of their threads has run;
 * seen twice, they hang.
 */
uint64_t lc_hang_look(struct lc_hang *hang);

#endif
