/*
 * cmd/finish.h - the end of every command that judges: settle, compare, decide, write, say.
 */
#ifndef RG_CMD_FINISH_H
#define RG_CMD_FINISH_H

#include "base/status.h"
#include "cmd/options.h"
#include "model/result.h"

/*
 * The exit status. A report that cannot be written makes a pass inconclusive. `default_formats`
 * are written to the output folder when --format is not given; NULL: none.
 */
enum rg_status rg_finish(struct rg_result *result, const struct rg_options *options,
                         const char *default_formats);
/* RG_STATUS_USAGE with a message when --format names something else. Call before any work. */
enum rg_status rg_finish_check(const struct rg_options *options);

#endif
