/*
 * report/joint.h - one finding about several processes, in a form like that of one process.
 *
 * A trace's numbers mean nothing beside those of another. A joint process holds what one finding
 * speaks of, under numbers of its own: printers need to know nothing of it, but that each of its
 * threads belongs to a process (lc_process_of_thread).
 *
 * Owns:    nothing; joint processes are the model's, and so is their memory.
 */
#ifndef LC_REPORT_JOINT_H
#define LC_REPORT_JOINT_H

#include "report/model.h"

/* One thread's part, with the numbers of its process's trace. */
struct lc_joint_step {
    const struct lc_process *process;
    const struct lc_trace_step *step;
    uint64_t waited_ns; /* where the step is a dependency its own field means another thing */
};

/* The finding but for its steps: kind, tier, flags, times. */
struct lc_joint {
    struct lc_trace_finding head;
    const struct lc_joint_step *steps;
    uint32_t step_count;
};

/* Add a joint process with this one finding to the model. 0 or -ENOMEM. */
int lc_joint_add(struct lc_model *model, const struct lc_joint *joint);

#endif
