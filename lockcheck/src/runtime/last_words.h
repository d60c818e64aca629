/*
 * runtime/last_words.h - the report of a process that a signal ends, when it reports for itself.
 *
 * From the first finding that fails on, signals that end the process and that the program leaves to
 * their default have a handler of ours. It reports, and the process then ends as it would have: by
 * this signal, with this core. A program without findings never sees it; one with findings may,
 * when it asks for the handler that was there before its own. SIGKILL gives nobody the time: the
 * trace= option keeps the evidence.
 */
#ifndef LC_RUNTIME_LAST_WORDS_H
#define LC_RUNTIME_LAST_WORDS_H

#include <stdbool.h>

/* Under g_lc.cold. Safe to repeat. */
void lc_last_words_prepare_locked(void);

/* Whether this signal's handler is ours: it ends the process, and never returns to it. */
bool lc_last_words_has(int signal);

#endif
