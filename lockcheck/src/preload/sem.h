/*
 * preload/sem.h - once-per-process work of the semaphore wrappers.
 */
#ifndef LC_PRELOAD_SEM_H
#define LC_PRELOAD_SEM_H

/* From the constructor. */
void lc_sems_start(void);

#endif
