/*
 * cli/thread_stack.h - where a thread of another process is now.
 *
 * The thread is stopped for milliseconds (ptrace) and goes on; no signal is sent to it. A thread in
 * a system call that a stop would end with EINTR (epoll_wait and a few others) is not stopped: then
 * only the innermost frame is known.
 */
#ifndef LC_CLI_THREAD_STACK_H
#define LC_CLI_THREAD_STACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { LC_THREAD_STACK_FRAMES_MAX = 256 };

struct lc_thread_stack {
    /* Return addresses, innermost first; the first is where the thread is, plus one. */
    uint64_t addresses[LC_THREAD_STACK_FRAMES_MAX];
    size_t count;
    bool innermost_only;
};

struct lc_thread_stacks; /* a process looked at */

/* NULL: it is not there, or may not be looked at; *ret_error says why. */
struct lc_thread_stacks *lc_thread_stacks_open(pid_t pid, const char **ret_error);
void lc_thread_stacks_close(struct lc_thread_stacks *stacks);
/* 0, or -errno: ESRCH it has ended, EPERM it may not be traced. */
int lc_thread_stack_take(struct lc_thread_stacks *stacks, pid_t tid,
                         struct lc_thread_stack *ret_stack);
/* "function file:line" of an address, to stdout. */
void lc_thread_stack_print(struct lc_thread_stacks *stacks, const struct lc_thread_stack *stack);

#endif
