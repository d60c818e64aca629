/*
 * cli/run_child.h - starts the program and stays with it, as a shell would.
 *
 * The program shares our process group and terminal: Ctrl-C, Ctrl-\ and Ctrl-Z reach it directly. A
 * signal sent to us alone (by kill) is passed on to it; we live until it has ended.
 */
#ifndef LC_CLI_RUN_CHILD_H
#define LC_CLI_RUN_CHILD_H

#include <stdbool.h>
#include <stdint.h>

struct lc_child_plan {
    const char *path;
    char **argv;
    char **environment;
    uint64_t timeout_ms; /* 0: none. Past it, everything the program started is ended. */
    bool wait_for_all;   /* and not only for the program itself */
    /* Now and then, first after `look_ms`: returns in how many ms again; 0: never. */
    uint64_t (*look)(void *context);
    void *look_context;
    uint64_t look_ms;
};

struct lc_child_end {
    int wait_status; /* of the program, as waitpid gives it */
    bool timed_out;
};

/* 0 when the program ran and has ended; -errno when it could not be started. */
int lc_child_run(const struct lc_child_plan *plan, struct lc_child_end *ret_end);

#endif
