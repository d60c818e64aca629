/*
 * tests/unit/symbols_subject.h - code and data that test_symbols.c looks up in its own binary.
 */
#ifndef TESTS_UNIT_SYMBOLS_SUBJECT_H
#define TESTS_UNIT_SYMBOLS_SUBJECT_H

#ifdef __cplusplus
extern "C" {
#endif

struct subject_lock {
    const char *name; /* as a report should say it */
    const void *address;
};

/* Ended by a NULL name. */
extern const struct subject_lock subject_locks[];

/* A return address inside append(), which is inlined into bank::transfer(); and both lines. */
const void *subject_site(int *ret_inner_line, int *ret_call_line);

#ifdef __cplusplus
}
#endif

#endif
