/*
 * report/json_writer.h - JSON, streamed: nothing is kept in memory but the nesting.
 *
 * Strings may be any bytes: what is not UTF-8 becomes U+FFFD.
 * Misuse (a value without a key in an object) is a programmer's mistake and makes bad JSON.
 */
#ifndef LC_REPORT_JSON_WRITER_H
#define LC_REPORT_JSON_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct lc_json {
    FILE *stream;
    unsigned int depth;
    bool empty;   /* nothing yet in the innermost object or array */
    bool has_key; /* a key waits for its value */
};

/* '{' or '['. */
void lc_json_open(struct lc_json *json, char bracket);
/* '}' or ']'. */
void lc_json_close(struct lc_json *json, char bracket);
void lc_json_key(struct lc_json *json, const char *key);
/* NULL: null. */
void lc_json_text(struct lc_json *json, const char *text);
void lc_json_bytes(struct lc_json *json, const char *bytes, size_t count);
void lc_json_number(struct lc_json *json, uint64_t number);
void lc_json_signed(struct lc_json *json, int64_t number);
void lc_json_bool(struct lc_json *json, bool value);
void lc_json_null(struct lc_json *json);

/* A key and its value. */
void lc_json_put_text(struct lc_json *json, const char *key, const char *text);
void lc_json_put_number(struct lc_json *json, const char *key, uint64_t number);
void lc_json_put_bool(struct lc_json *json, const char *key, bool value);
/* A key, and the '{' or '[' of its value. */
void lc_json_put_open(struct lc_json *json, const char *key, char bracket);

#endif
