/*
 * report/shared_lock.h - which locks of different processes are one lock
 * (docs/adr/0015-locks-between-processes.md).
 */
#ifndef LC_REPORT_SHARED_LOCK_H
#define LC_REPORT_SHARED_LOCK_H

#include "report/model.h"

/*
 * Equal for locks of two processes that are one lock in shared memory, as far as numbers of the
 * kernel tell; 0: a lock of this process alone.
 */
uint64_t lc_shared_lock_key(const struct lc_process *process, uint32_t lock);
/* Does the process know a shared lock at all? */
bool lc_process_shares(const struct lc_process *process);

#endif
