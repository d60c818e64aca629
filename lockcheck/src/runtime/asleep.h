/*
 * runtime/asleep.h - what the kernel says of the threads of this process: who sleeps for good.
 *
 * A thread that sleeps in a futex call without a deadline, on a futex that no other process can
 * reach, is woken by code of this process only. The kernel tells the call, its arguments, and how
 * often the thread was switched out: the same number twice means that it did not run in between.
 *
 * Safety:  system calls and no memory; each opens and closes a file of /proc. Not in a sandbox.
 * Threads: any; by one at a time (a buffer is shared): under g_lc.cold.
 */
#ifndef LC_RUNTIME_ASLEEP_H
#define LC_RUNTIME_ASLEEP_H

#include <stdbool.h>
#include <stdint.h>

struct lc_asleep {
    uintptr_t word;    /* the futex */
    uint64_t switches; /* how often it has been switched out of its own accord */
    bool has_deadline;
    bool is_private; /* of this process alone */
};

/*
 * Whether the thread sleeps in a futex call and would do so again if it were woken now: the word is
 * still what it fell asleep on.
 */
bool lc_asleep_look_locked(uint32_t tid, struct lc_asleep *ret_asleep);
/* Whether the thread has ended and is only not taken off the list yet. */
bool lc_asleep_is_over_locked(uint32_t tid);
/*
 * Whether signals may run code of the program in threads that sleep. Handlers of errors of the
 * thread itself (SIGSEGV and its like) do not count: who sleeps makes none.
 */
bool lc_asleep_has_handlers_locked(void);
/* Of any process, as a set of bits. False: it cannot be read. */
bool lc_asleep_caught_locked(uint32_t pid, uint64_t *ret_signals);

/* Each thread of the process by the kernel's list, until `visit` says false. False: not all. */
typedef bool lc_asleep_visit_fn(void *context, uint32_t tid);
bool lc_asleep_each_locked(lc_asleep_visit_fn *visit, void *context);
/* The same for the numbers that some other folder of /proc lists; not within a visit. */
bool lc_asleep_each_in_locked(const char *folder, lc_asleep_visit_fn *visit, void *context);

/* Whether every process that can be seen has one pid only: none is in a namespace within ours,
 * where threads go by other numbers. */
bool lc_asleep_is_one_namespace_locked(void);

#endif
