/*
 * report/finding_words.h - what a report says about one finding as a whole.
 *
 * Strings live in the resolver's arena.
 */
#ifndef LC_REPORT_FINDING_WORDS_H
#define LC_REPORT_FINDING_WORDS_H

#include "report/findings.h"

/* What is wrong, in a sentence or two, with the number of threads and locks in it. */
const char *lc_finding_message(struct lc_resolver *resolver, const struct lc_finding *finding);
/* Of a signal-lock: "SIGUSR1". */
const char *lc_finding_signal(struct lc_arena *arena, const struct lc_finding *finding);
/* Of a stuck process or several: whether some of it waits at a pipe. */
bool lc_finding_is_at_pipes(const struct lc_finding *finding);
/* "a -> b -> a"; "" when the finding is no ring. */
const char *lc_finding_ring(struct lc_resolver *resolver, const struct lc_finding *finding);
/* The lock's name, told apart from another lock of the finding that bears the same. */
const char *lc_finding_lock_name(struct lc_resolver *resolver, const struct lc_finding *finding,
                                 uint32_t lock);

#endif
