/*
 * report/json_contended.h - the contended locks as the JSON report has them.
 */
#ifndef LC_REPORT_JSON_CONTENDED_H
#define LC_REPORT_JSON_CONTENDED_H

#include "report/json_writer.h"
#include "report/result.h"

/* "contention": [a lock, its places …]. */
void lc_json_put_contended(struct lc_json *json, struct lc_result *result);

#endif
