/*
 * cli/thread_stack.h - where a thread of another process is now.
 *
 * The thread is stopped for milliseconds (ptrace) and goes on; no signal is sent to it. A thread in
 * a system call that a stop would end (epoll_wait and a few others with EINTR, a write with a part
 * of what it was to write) is not stopped: then only the innermost frame is known.
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
/* The process is about to be ended: its threads are stopped whatever they notice of it. */
void lc_thread_stacks_insist(struct lc_thread_stacks *stacks);
/* 0, or -errno: ESRCH it has ended, EPERM it may not be traced. */
int lc_thread_stack_take(struct lc_thread_stacks *stacks, pid_t tid,
                         struct lc_thread_stack *ret_stack);
/* The image that an address lies in; false: in none. */
struct lc_thread_image {
    const char *path;
    uint64_t start, end, bias;
    const unsigned char *build_id;
    size_t build_id_bytes;
};
bool lc_thread_stack_image(struct lc_thread_stacks *stacks, uint64_t address,
                           struct lc_thread_image *ret_image);
/* "function file:line" of an address, to stdout. */
void lc_thread_stack_print(struct lc_thread_stacks *stacks, const struct lc_thread_stack *stack);

#endif
