/*
 * runtime/stuck_report.h - the finding about a process that is stuck.
 *
 * Threads: under g_lc.cold; every other thread sleeps.
 */
#ifndef LC_RUNTIME_STUCK_REPORT_H
#define LC_RUNTIME_STUCK_REPORT_H

/*
 * Report every thread, what it holds and what it waits for; then, for the conditions waited for,
 * who signalled them. finding.detail is the number of the steps that wait.
 */
void lc_stuck_report_locked(void);

#endif
