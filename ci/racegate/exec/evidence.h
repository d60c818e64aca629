/*
 * exec/evidence.h - what one job left behind: its reports, and whether they can be believed.
 */
#ifndef RG_EXEC_EVIDENCE_H
#define RG_EXEC_EVIDENCE_H

#include "exec/runner.h"
#include "model/result.h"
#include "setup/config.h"
#include "setup/test.h"

/*
 * Read the logs in the job's log_dir into `result`, and set the outcome of the job and why. The
 * order is: could it be started, did it end, did the detector fail, was it there at all, are its
 * logs whole, did the test itself go as it should.
 */
void rg_evidence_read(struct rg_result *result, size_t job, const struct rg_config *config,
                      const struct rg_test *test, const struct rg_task *task);
/* The runtime could not live with this address space: worth a second try without randomisation. */
bool rg_evidence_wants_no_aslr(const char *log_dir);

#endif
