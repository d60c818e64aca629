/*
 * base/trim.h - a line without the blanks around it.
 */
#ifndef RG_BASE_TRIM_H
#define RG_BASE_TRIM_H

/* Cuts `text` in place; the first character that is no blank. */
char *rg_trim(char *text);

#endif
