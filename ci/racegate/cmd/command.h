/*
 * cmd/command.h - what main() dispatches to. Each returns the exit status.
 */
#ifndef RG_CMD_COMMAND_H
#define RG_CMD_COMMAND_H

#include "base/pool.h"
#include "base/status.h"

typedef int rg_command_fn(struct rg_pool *pool, int argc, char **argv);

rg_command_fn rg_cmd_check;
rg_command_fn rg_cmd_init;
rg_command_fn rg_cmd_ci;
rg_command_fn rg_cmd_run;
rg_command_fn rg_cmd_canary;
rg_command_fn rg_cmd_report;
rg_command_fn rg_cmd_merge;
rg_command_fn rg_cmd_baseline;
rg_command_fn rg_cmd_lint_suppressions;

#endif
