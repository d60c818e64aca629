/*
 * report/json_parts.h - stacks and locks as the JSON report has them.
 */
#ifndef LC_REPORT_JSON_PARTS_H
#define LC_REPORT_JSON_PARTS_H

#include "report/frames.h"
#include "report/json_writer.h"

/* "key": [frames], innermost first. */
void lc_json_put_stack(struct lc_json *json, struct lc_resolver *resolver,
                       const struct lc_process *process, const char *key, uint32_t stack);
/* An object. */
void lc_json_put_lock(struct lc_json *json, struct lc_resolver *resolver,
                      const struct lc_process *process, uint32_t id);

#endif
