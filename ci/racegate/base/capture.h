/*
 * base/capture.h - the standard output of a program that is asked something.
 */
#ifndef RG_BASE_CAPTURE_H
#define RG_BASE_CAPTURE_H

#include <stdio.h>
#include <sys/types.h>

struct rg_capture {
    FILE *file; /* read from it until its end */
    pid_t pid;
};

/* Start argv in `directory` (NULL: here). 0 or a negative errno; standard error is ours. */
int rg_capture_start(struct rg_capture *capture, const char *directory, const char *const argv[]);
/* Close and wait; the exit status, or -1 when it did not exit by itself. */
int rg_capture_end(struct rg_capture *capture);

#endif
