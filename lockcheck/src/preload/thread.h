/*
 * preload/thread.h - once-per-process work of the thread wrappers.
 */
#ifndef LC_PRELOAD_THREAD_H
#define LC_PRELOAD_THREAD_H

/* In a fork child, before its other code runs. */
void lc_threads_fork_child(void);

#endif
