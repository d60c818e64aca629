/*
 * judge/date.h - days until which something is accepted, as 2030-12-31 (UTC).
 */
#ifndef RG_JUDGE_DATE_H
#define RG_JUDGE_DATE_H

#include <stdbool.h>

bool rg_date_is_valid(const char *text);
/* The day is over. False for what is no date. */
bool rg_date_is_past(const char *text);

#endif
