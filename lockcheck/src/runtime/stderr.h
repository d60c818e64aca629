/*
 * runtime/stderr.h - whether descriptor 2 is still where messages go.
 *
 * A program may close it, and the next file that it opens gets the number: what is written there
 * then lies in the middle of the program's data.
 *
 * Threads: any. Safety: async-signal-safe.
 */
#ifndef LC_RUNTIME_STDERR_H
#define LC_RUNTIME_STDERR_H

/* At start: remember what stands there. */
void lc_stderr_note(void);

/*
 * 2, when that is what stood there at start, or a device, or something open for writing alone, as
 * logs are. -1: it is closed, or was so at start, or looks like data: not to be written to.
 */
int lc_stderr_fd(void);

#endif
