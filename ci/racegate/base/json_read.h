/*
 * base/json_read.h - members of a parsed JSON object that may be missing or of another type.
 */
#ifndef RG_BASE_JSON_READ_H
#define RG_BASE_JSON_READ_H

#include <jansson.h>

/* NULL when there is no such text. It lives as long as the object. */
static inline const char *rg_json_text_of(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

/* 0 when there is no such number. */
static inline long long rg_json_number_of(const json_t *object, const char *key)
{
    return json_integer_value(json_object_get(object, key));
}

#endif
