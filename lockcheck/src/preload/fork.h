/*
 * preload/fork.h - fork, through its handlers.
 *
 * What prepare handlers do is watched like all else, so ours must be the last of them, and the
 * first of those after the fork: it has to be registered before every other one.
 */
#ifndef LC_PRELOAD_FORK_H
#define LC_PRELOAD_FORK_H

/* Register our handlers, if that has not been done. */
void lc_fork_watch(void);

#endif
