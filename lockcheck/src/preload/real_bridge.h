/*
 * preload/real_bridge.h - real functions that the next library in line does not know of.
 *
 * gcc 12's ThreadSanitizer stands before libc for timedlock, and not for the newer clocklock: a
 * lock taken by it is one that it did not see, and it reports races that are none.
 */
#ifndef LC_PRELOAD_REAL_BRIDGE_H
#define LC_PRELOAD_REAL_BRIDGE_H

#include <stdbool.h>

/* Are both functions of one library? */
bool lc_real_are_neighbours(void *a, void *b);

/* After look-up: where a clock... function would go round somebody, go by its timed... sister. */
void lc_real_bridge(void);

#endif
