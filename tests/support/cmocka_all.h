/*
 * tests/support/cmocka_all.h - cmocka 1.1.5 wants these includes, in this order.
 *
 * Only the main thread may assert: a failed assert in another thread ends the run without a FAILED
 * line.
 */
#ifndef TESTS_SUPPORT_CMOCKA_ALL_H
#define TESTS_SUPPORT_CMOCKA_ALL_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#endif
