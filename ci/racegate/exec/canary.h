/*
 * exec/canary.h - planted bugs that a living detector must see.
 *
 * Two small programs, a race and a lock inversion, are compiled as the project compiles its own
 * code and run under each configuration, with the project's own suppressions. A detector that does
 * not see what it is able to see proves nothing by its silence elsewhere.
 */
#ifndef RG_EXEC_CANARY_H
#define RG_EXEC_CANARY_H

#include "exec/batch.h"

/*
 * Run the canaries of `configs` with the settings of `like` (folder, processors, quiet). One
 * rg_canary for each planted bug that a configuration is able to see is added to like->result.
 * `flags` (NULL: none) are the compiler flags of the project beyond those in the configuration.
 */
void rg_canary_run(const struct rg_batch *like, const struct rg_config *configs,
                   size_t config_count, const char *flags);

#endif
