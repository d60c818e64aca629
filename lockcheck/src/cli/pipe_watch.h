/*
 * cli/pipe_watch.h - looks now and then whether the processes of a run hang at pipes, or one of
 * them by itself; tells it, and ends them as on_deadlock= says.
 */
#ifndef LC_CLI_PIPE_WATCH_H
#define LC_CLI_PIPE_WATCH_H

#include <stdint.h>

#include "base/options.h"

struct lc_pipe_watch {
    const struct lc_options *options;
    const char *folder; /* of the traces */
    uint64_t seen;      /* what the last look saw; 0: nothing */
    uint64_t seen_ms;   /* since when */
    uint64_t pause_ms;  /* to the next look; longer and longer while there is nothing */
};

void lc_pipe_watch_init(struct lc_pipe_watch *watch, const struct lc_options *options,
                        const char *folder);
/* A struct lc_pipe_watch: look. Returns in how many milliseconds to look again; 0: never. */
uint64_t lc_pipe_watch_look(void *watch);

#endif
