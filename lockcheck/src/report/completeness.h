/*
 * report/completeness.h - what a trace does not tell, in words.
 */
#ifndef LC_REPORT_COMPLETENESS_H
#define LC_REPORT_COMPLETENESS_H

#include "report/model.h"

enum { LC_INCOMPLETE_MAX = 16 };

/* Sentences without a full stop, in `arena`; how many. 0: nothing was dropped. */
size_t lc_process_incomplete(struct lc_arena *arena, const struct lc_process *process,
                             const char *ret_reasons[LC_INCOMPLETE_MAX]);

#endif
