/*
 * read/result.h - what racegate wrote of an earlier run, or on another machine.
 */
#ifndef RG_READ_RESULT_H
#define RG_READ_RESULT_H

#include "model/result.h"

/*
 * Add all of the file's jobs, findings, canaries and notes to `result`. Findings are not settled,
 * and as new as they were before any baseline: that is judged again. 0, a negative errno, or
 * -EINVAL with the reason in ret_why (static or in the result's pool).
 */
int rg_read_result(struct rg_result *result, const char *path, const char **ret_why);

#endif
