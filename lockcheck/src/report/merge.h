/*
 * report/merge.h - lock orders that clash between processes.
 *
 * The dependencies and the events of all traces are played, in the order of time, to one lc_order,
 * to which a lock in shared memory is one lock for all processes and everything else is of its
 * process alone. So the rules of order/order.h hold across processes as they do within one; fork
 * and wait order like create and join. A ring of several processes becomes a finding of a joint
 * process (report/joint.h); those of one process it has found itself.
 *
 * Cost: nothing unless two processes share a lock.
 */
#ifndef LC_REPORT_MERGE_H
#define LC_REPORT_MERGE_H

#include "report/model.h"

/* Add what is found to the model. 0 or -ENOMEM. */
int lc_merge(struct lc_model *model);

#endif
