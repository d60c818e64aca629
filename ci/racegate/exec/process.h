/*
 * exec/process.h - starts one program in a process group of its own, and ends all of it.
 *
 * A test may leave processes behind, even ones that made themselves a new session. racegate is the
 * reaper of its descendants, and every process of a task carries RG_TASK_VARIABLE in its
 * environment: that is how the ones that left the group are found. Nothing else is ever signalled.
 */
#ifndef RG_EXEC_PROCESS_H
#define RG_EXEC_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

#define RG_TASK_VARIABLE "RACEGATE_TASK"

struct rg_command_line {
    char **argv;
    const char *const *environment; /* "NAME=value" that differ from ours, NULL-terminated */
    const char *directory;          /* NULL: ours */
    const char *output_path;        /* of standard output; NULL: /dev/null */
    const char *error_path;         /* of standard error; the same as output_path: one file */
    bool no_aslr;                   /* TSan of some ages cannot live with much randomisation */
};

/*
 * 0, or a negative errno when it could not even be started; exec's own failure included. The
 * process marks itself with `task`.
 */
int rg_process_start(const struct rg_command_line *command, const char *task, pid_t *ret_pid);
/* Signal the group of `pid`. */
void rg_process_signal(pid_t pid, int signal);
/* SIGKILL whatever still carries `task`, wherever it hides; the number of processes. */
unsigned rg_process_sweep(const char *task);
/* Become the one to whom orphans of our descendants fall. Call once. */
void rg_process_adopt_orphans(void);

#endif
