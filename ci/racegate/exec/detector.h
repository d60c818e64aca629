/*
 * exec/detector.h - how a program is started so that a detector watches it and leaves its logs.
 */
#ifndef RG_EXEC_DETECTOR_H
#define RG_EXEC_DETECTOR_H

#include "exec/process.h"
#include "setup/config.h"
#include "setup/test.h"

struct rg_watch {
    const struct rg_config *config;
    const struct rg_test *test;
    const char *log_dir; /* absolute; exists */
    unsigned repeat;     /* from 1; others than the first may perturb the schedule */
    long timeout_ms;
};

/* Everything is in `pool`. */
void rg_watch_command(struct rg_command_line *command, const struct rg_watch *watch,
                      struct rg_pool *pool);
/* Time for the detector to write its report after the program's own limit. */
long rg_watch_limit_ms(const struct rg_watch *watch);

#endif
