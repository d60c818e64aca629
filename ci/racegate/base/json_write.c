#include "base/json_write.h"

#include <inttypes.h>

#include "base/utf8.h"

static void new_line(struct rg_json *json)
{
    fputc('\n', json->out);
    for (unsigned i = 0; i < json->depth; i++) {
        fputc(' ', json->out);
    }
}

static void start_member(struct rg_json *json, const char *key)
{
    if (json->has_member) {
        fputc(',', json->out);
    }
    if (json->depth > 0) {
        new_line(json);
    }
    json->has_member = true;
    if (key != NULL) {
        fputc('"', json->out);
        rg_utf8_put(json->out, RG_ESCAPE_JSON, key, 0);
        fputs("\": ", json->out);
    }
}

void rg_json_open(struct rg_json *json, const char *key, char bracket)
{
    start_member(json, key);
    fputc(bracket, json->out);
    json->depth++;
    json->has_member = false;
}

void rg_json_close(struct rg_json *json, char bracket)
{
    json->depth--;
    if (json->has_member) {
        new_line(json);
    }
    fputc(bracket, json->out);
    json->has_member = true;
    if (json->depth == 0) {
        fputc('\n', json->out);
    }
}

void rg_json_text_cut(struct rg_json *json, const char *key, const char *value, unsigned limit)
{
    start_member(json, key);
    if (value == NULL) {
        fputs("null", json->out);
        return;
    }
    fputc('"', json->out);
    rg_utf8_put(json->out, RG_ESCAPE_JSON, value, limit);
    fputc('"', json->out);
}

void rg_json_text(struct rg_json *json, const char *key, const char *value)
{
    rg_json_text_cut(json, key, value, 0);
}

void rg_json_number(struct rg_json *json, const char *key, int64_t value)
{
    start_member(json, key);
    fprintf(json->out, "%" PRId64, value);
}

void rg_json_bool(struct rg_json *json, const char *key, bool value)
{
    start_member(json, key);
    fputs(value ? "true" : "false", json->out);
}
