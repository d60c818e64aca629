/*
 * tests/demos/verdict.h - does what was seen agree with what the demo's header expects?
 *
 * Owns:    the meaning of each verdict.
 * Ignores: where outcome and reading come from: fed by judge.c, and by hand in the unit test.
 */
#ifndef DEMOS_VERDICT_H
#define DEMOS_VERDICT_H

#include "report.h"
#include "run.h"

#include <stddef.h>

/* What was seen, in the words of an expect line, as far as it has words for it. */
void verdict_describe(const struct demo_header *header, enum tool tool, enum end end,
                      const struct reading *reading, char *ret_text, size_t bytes);

/* NULL when it agrees, else the reason in a few words. */
const char *verdict_mismatch(const struct demo_header *header, enum tool tool, enum end end,
                             const struct reading *reading);

#endif
