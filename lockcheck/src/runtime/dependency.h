/*
 * runtime/dependency.h - the slow path of held.h, beyond what the hot path calls.
 */
#ifndef LC_RUNTIME_DEPENDENCY_H
#define LC_RUNTIME_DEPENDENCY_H

/* Under cold, in a fork child: forget the scratch memory. */
void lc_dependency_reset_locked(void);

#endif
