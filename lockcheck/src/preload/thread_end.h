/*
 * preload/thread_end.h - notices that a thread ends.
 *
 * A destructor of thread-specific data does it, for which one key is ours while the program can
 * spare it. Without it only threads whose start routine returns are seen to end.
 */
#ifndef LC_PRELOAD_THREAD_END_H
#define LC_PRELOAD_THREAD_END_H

/* From the constructor. */
void lc_thread_end_start(void);
/* In a new thread: before its start routine, and when that has returned. */
void lc_thread_end_watch(void);
void lc_thread_end_returned(void);

#endif
