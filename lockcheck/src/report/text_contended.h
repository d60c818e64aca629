/*
 * report/text_contended.h - the table of contended locks, and what one finding says of them.
 */
#ifndef LC_REPORT_TEXT_CONTENDED_H
#define LC_REPORT_TEXT_CONTENDED_H

#include <stdio.h>

#include "report/result.h"
#include "report/style.h"

/* The locks waited for longest, and where; nothing when no wait was worth a record. */
void lc_text_contended(struct lc_result *result, const struct lc_style *style, FILE *stream);

/* "waited 12 times, 1.20 s in all, 300 ms at most": of a step of a finding. */
const char *lc_contended_step(struct lc_resolver *resolver, const struct lc_finding *finding,
                              uint32_t index);
/* "Threads waited 1.20 s for one lock, of 2.00 s that …": of the whole finding. */
const char *lc_contended_message(struct lc_resolver *resolver, const struct lc_finding *finding);

#endif
