/*
 * report/peers.h - findings of one process that speak of others (LC_FINDING_PEERS).
 *
 * Their steps have the numbers of other traces. Those are among the traces of the report, or are
 * opened for this alone; what cannot be had is told without names.
 */
#ifndef LC_REPORT_PEERS_H
#define LC_REPORT_PEERS_H

#include "report/model.h"

/* Turn each such finding into one of a joint process. 0 or -ENOMEM. */
int lc_peers_join(struct lc_model *model);

#endif
