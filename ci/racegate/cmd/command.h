/*
 * cmd/command.h - what main() dispatches to. Each returns the exit status.
 */
#ifndef RG_CMD_COMMAND_H
#define RG_CMD_COMMAND_H

#include "base/pool.h"

typedef int rg_command_fn(struct rg_pool *pool, int argc, char **argv);

rg_command_fn rg_cmd_check;

#endif
