#include "report/json_writer.h"

#include <inttypes.h>
#include <string.h>

#include "report/utf8.h"

static void new_line(struct lc_json *json)
{
    (void)fputc('\n', json->stream);
    for (unsigned int i = 0; i < json->depth; i++) {
        (void)fputc(' ', json->stream);
    }
}

/* What stands between the last thing and the next. */
static void before_item(struct lc_json *json)
{
    if (json->has_key) {
        json->has_key = false;
        return;
    }
    if (!json->empty && json->depth) {
        (void)fputc(',', json->stream);
    }
    if (json->depth) {
        new_line(json);
    }
    json->empty = false;
}

void lc_json_open(struct lc_json *json, char bracket)
{
    before_item(json);
    (void)fputc(bracket, json->stream);
    json->depth++;
    json->empty = true;
}

void lc_json_close(struct lc_json *json, char bracket)
{
    json->depth--;
    if (!json->empty) {
        new_line(json);
    }
    (void)fputc(bracket, json->stream);
    json->empty = false;
}

static void put_string(FILE *stream, const char *text, size_t count)
{
    const unsigned char *at = (const unsigned char *)text;
    (void)fputc('"', stream);
    while (count > 0) {
        size_t bytes = lc_utf8_bytes(at, count);
        if (bytes == 0) {
            (void)fputs("\\ufffd", stream);
            bytes = 1;
        } else if (*at == '"' || *at == '\\') {
            (void)fprintf(stream, "\\%c", *at);
        } else if (*at < 0x20 || *at == 0x7f) {
            (void)fprintf(stream, "\\u%04x", *at);
        } else {
            (void)fwrite(at, 1, bytes, stream);
        }
        at += bytes;
        count -= bytes;
    }
    (void)fputc('"', stream);
}

void lc_json_key(struct lc_json *json, const char *key)
{
    before_item(json);
    put_string(json->stream, key, strlen(key));
    (void)fputs(": ", json->stream);
    json->has_key = true;
}

void lc_json_bytes(struct lc_json *json, const char *bytes, size_t count)
{
    before_item(json);
    put_string(json->stream, bytes, count);
}

void lc_json_text(struct lc_json *json, const char *text)
{
    if (text) {
        lc_json_bytes(json, text, strlen(text));
    } else {
        lc_json_null(json);
    }
}

void lc_json_number(struct lc_json *json, uint64_t number)
{
    before_item(json);
    (void)fprintf(json->stream, "%" PRIu64, number);
}

void lc_json_signed(struct lc_json *json, int64_t number)
{
    before_item(json);
    (void)fprintf(json->stream, "%" PRId64, number);
}

void lc_json_bool(struct lc_json *json, bool value)
{
    before_item(json);
    (void)fputs(value ? "true" : "false", json->stream);
}

void lc_json_null(struct lc_json *json)
{
    before_item(json);
    (void)fputs("null", json->stream);
}

void lc_json_put_text(struct lc_json *json, const char *key, const char *text)
{
    lc_json_key(json, key);
    lc_json_text(json, text);
}

void lc_json_put_number(struct lc_json *json, const char *key, uint64_t number)
{
    lc_json_key(json, key);
    lc_json_number(json, number);
}

void lc_json_put_bool(struct lc_json *json, const char *key, bool value)
{
    lc_json_key(json, key);
    lc_json_bool(json, value);
}

void lc_json_put_open(struct lc_json *json, const char *key, char bracket)
{
    lc_json_key(json, key);
    lc_json_open(json, bracket);
}
