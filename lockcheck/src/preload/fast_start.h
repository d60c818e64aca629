/*
 * preload/fast_start.h - which locks the wrappers take themselves: mutex_fast.h, rwlock_fast.h,
 * spin_fast.h.
 */
#ifndef LC_PRELOAD_FAST_START_H
#define LC_PRELOAD_FAST_START_H

/* Tries out each family against the real functions. From the constructor, one thread alive. */
void lc_fast_start(void);

#endif
