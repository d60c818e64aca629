/*
 * report/text_finding.h - one finding of the text report.
 */
#ifndef LC_REPORT_TEXT_FINDING_H
#define LC_REPORT_TEXT_FINDING_H

#include "report/result.h"
#include "report/style.h"

void lc_text_finding(struct lc_result *result, const struct lc_finding *finding,
                     const struct lc_style *style, FILE *stream);

#endif
