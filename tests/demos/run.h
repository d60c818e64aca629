/*
 * tests/demos/run.h - run one demo under one tool and keep everything it wrote.
 *
 * Owns:    the command line and environment of each tool, the time limit, a scratch directory.
 * Ignores: what the output means.
 */
#ifndef DEMOS_RUN_H
#define DEMOS_RUN_H

#include "expect.h"

enum end {
    END_OK,       /* exit status 0 */
    END_WRONG,    /* any other exit status */
    END_FINDINGS, /* the status by which a detector says that it reported something */
    END_HANGS,    /* the program's own alarm() ended it */
    END_SIGNAL,   /* another signal */
    END_LIMIT,    /* it outlived our time limit; we killed it */
    END_NO_TOOL,  /* the tool could not be started */
};

struct run {
    const char *program;
    const char *source;     /* the demo's file; the program runs in its directory */
    const char *lockcheck;  /* the lockcheck command */
    const char *symbolizer; /* NULL: let TSan look for one */
    int limit_s;
};

struct outcome {
    enum end end;
    int status; /* exit status or signal number */
    int pid;
    char *output; /* standard output and error */
    char *logs;   /* what the tool wrote to files of its own, one after the other */
};

enum { RUN_STATUS_FINDINGS = 66 };

/* 0, or a negative errno. The caller ends *ret_outcome with outcome_fini(). */
int run_under_tool(enum tool tool, const struct expectation *expectation, const struct run *run,
                   struct outcome *ret_outcome);

void outcome_fini(struct outcome *outcome);

#endif
