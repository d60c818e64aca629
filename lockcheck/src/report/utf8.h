/*
 * report/utf8.h - is this text?
 */
#ifndef LC_REPORT_UTF8_H
#define LC_REPORT_UTF8_H

#include <stddef.h>

/* The bytes of the character at `at`, of which `left` can be read; 0: no UTF-8 (overlong, a
 * surrogate, cut short …). left > 0. */
size_t lc_utf8_bytes(const unsigned char *at, size_t left);

#endif
