#include "base/utf8.h"

#include <stdbool.h>
#include <string.h>

enum { REPLACEMENT = 0xfffd };

static bool continues(unsigned char byte)
{
    return (byte & 0xc0) == 0x80;
}

uint32_t rg_utf8_next(const char *text, size_t *ret_length)
{
    const unsigned char *p = (const unsigned char *)text;
    *ret_length = 1;
    if (p[0] < 0x80) {
        return p[0];
    }
    if (p[0] >= 0xc2 && p[0] <= 0xdf && continues(p[1])) {
        *ret_length = 2;
        return (uint32_t)(p[0] & 0x1f) << 6 | (p[1] & 0x3f);
    }
    if ((p[0] & 0xf0) == 0xe0 && continues(p[1]) && continues(p[2])) {
        uint32_t c = (uint32_t)(p[0] & 0x0f) << 12 | (uint32_t)(p[1] & 0x3f) << 6 | (p[2] & 0x3f);
        if (c >= 0x800 && (c < 0xd800 || c > 0xdfff)) {
            *ret_length = 3;
            return c;
        }
        return REPLACEMENT;
    }
    if ((p[0] & 0xf8) == 0xf0 && continues(p[1]) && continues(p[2]) && continues(p[3])) {
        uint32_t c = (uint32_t)(p[0] & 0x07) << 18 | (uint32_t)(p[1] & 0x3f) << 12 |
                     (uint32_t)(p[2] & 0x3f) << 6 | (p[3] & 0x3f);
        if (c >= 0x10000 && c <= 0x10ffff) {
            *ret_length = 4;
            return c;
        }
    }
    return REPLACEMENT;
}

static void put_json(FILE *out, uint32_t c, const char *bytes, size_t length)
{
    if (c == '"' || c == '\\') {
        fprintf(out, "\\%c", (int)c);
    } else if (c == '\n') {
        fputs("\\n", out);
    } else if (c < 0x20 || c == 0x7f) {
        fprintf(out, "\\u%04x", c);
    } else {
        fwrite(bytes, 1, length, out);
    }
}

static void put_xml(FILE *out, uint32_t c, const char *bytes, size_t length)
{
    switch (c) {
    case '<':
        fputs("&lt;", out);
        break;
    case '>':
        fputs("&gt;", out);
        break;
    case '&':
        fputs("&amp;", out);
        break;
    case '"':
        fputs("&quot;", out);
        break;
    case '\'':
        fputs("&#39;", out);
        break;
    case '\n':
    case '\t':
        fprintf(out, "&#%u;", c);
        break;
    default:
        /* XML 1.0 has no way to write most control characters, nor U+FFFE and U+FFFF. */
        if (c < 0x20 || c == 0xfffe || c == 0xffff) {
            fputs("\xef\xbf\xbd", out);
        } else {
            fwrite(bytes, 1, length, out);
        }
    }
}

static void put_markdown(FILE *out, uint32_t c, const char *bytes, size_t length)
{
    if (c == '\n') {
        fputs("<br>", out);
    } else if (c == '<') {
        fputs("&lt;", out);
    } else if (c == '&') {
        fputs("&amp;", out);
    } else if (c < 0x20) {
        fputc(' ', out);
    } else {
        if (c < 0x80 && strchr("\\`*_[]|#~@", (int)c) != NULL) {
            fputc('\\', out);
        }
        fwrite(bytes, 1, length, out);
    }
}

static void put_terminal(FILE *out, uint32_t c, const char *bytes, size_t length)
{
    /* C1 controls too: some terminals act on them. */
    if (c < 0x20 || (c >= 0x7f && c < 0xa0)) {
        fputs("\xef\xbf\xbd", out);
    } else {
        fwrite(bytes, 1, length, out);
    }
}

void rg_utf8_put(FILE *out, enum rg_escape escape, const char *text, size_t limit)
{
    static void (*const put[])(FILE *, uint32_t, const char *, size_t) = {
        [RG_ESCAPE_TERMINAL] = put_terminal,
        [RG_ESCAPE_JSON] = put_json,
        [RG_ESCAPE_XML] = put_xml,
        [RG_ESCAPE_MARKDOWN] = put_markdown,
    };
    size_t done = 0;
    while (text != NULL && text[done] != '\0') {
        size_t length;
        uint32_t c = rg_utf8_next(text + done, &length);
        if (limit != 0 && done + length > limit) {
            fputs("\xe2\x80\xa6", out);
            return;
        }
        bool is_bad = c == REPLACEMENT && length == 1;
        put[escape](out, c, is_bad ? "\xef\xbf\xbd" : text + done, is_bad ? 3 : length);
        done += length;
    }
}
