/*
 * cli/pipe_record.h - writes down processes that hang at pipes: beside the trace of each its
 * threads with what they wait for and their stacks, and in the first one the finding.
 */
#ifndef LC_CLI_PIPE_RECORD_H
#define LC_CLI_PIPE_RECORD_H

#include "cli/pipe_hang.h"

/*
 * `waited_ns`: at least so long. `is_end`: the processes are about to be ended, so that looking at
 * them may leave marks. 0 or -errno: nothing that a report could use is in `folder`.
 */
int lc_pipe_record(const struct lc_hang *hang, const char *folder, uint64_t waited_ns, bool is_end);

#endif
