/*
 * base/json_write.h - JSON written as it is made, indented, without keeping any of it in memory.
 *
 * Calls nest like the document does. A key is NULL inside an array. Text goes through utf8.h, so
 * the output is valid JSON whatever the names hold.
 */
#ifndef RG_BASE_JSON_WRITE_H
#define RG_BASE_JSON_WRITE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct rg_json {
    FILE *out;
    unsigned depth;
    bool has_member; /* of the innermost open object or array */
};

void rg_json_open(struct rg_json *json, const char *key, char bracket);      /* '{' or '[' */
void rg_json_close(struct rg_json *json, char bracket);                      /* '}' or ']' */
void rg_json_text(struct rg_json *json, const char *key, const char *value); /* NULL: null */
/* As rg_json_text, cut after `limit` bytes. */
void rg_json_text_cut(struct rg_json *json, const char *key, const char *value, unsigned limit);
void rg_json_number(struct rg_json *json, const char *key, int64_t value);
void rg_json_bool(struct rg_json *json, const char *key, bool value);

#endif
