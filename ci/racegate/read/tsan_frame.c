#include "read/tsan_frame.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct span {
    const char *start;
    size_t length;
};

static void trim(struct span *span)
{
    while (span->length > 0 && isspace((unsigned char)span->start[span->length - 1])) {
        span->length--;
    }
}

/* Take " (TEXT)" off the end of `span`; the text without its parentheses, or a length of 0. */
static struct span take_parentheses(struct span *span)
{
    struct span none = {NULL, 0};
    trim(span);
    if (span->length < 3 || span->start[span->length - 1] != ')') {
        return none;
    }
    for (size_t i = span->length - 1; i > 0; i--) {
        if (span->start[i] == '(' && span->start[i - 1] == ' ') {
            struct span inner = {span->start + i + 1, span->length - i - 2};
            span->length = i;
            trim(span);
            return inner;
        }
    }
    return none;
}

static void parse_module(struct rg_frame *frame, struct span module, struct rg_pool *pool)
{
    size_t plus = module.length;
    while (plus > 0 && module.start[plus - 1] != '+') {
        plus--;
    }
    if (plus > 1 && strncmp(module.start + plus, "0x", 2) == 0) {
        frame->module = rg_pool_copy(pool, module.start, plus - 1);
        frame->offset = strtoull(module.start + plus, NULL, 16);
    }
}

/* Take ":NUMBER" off the end; 0: there is none. */
static unsigned take_number(struct span *span)
{
    size_t start = span->length;
    while (start > 0 && isdigit((unsigned char)span->start[start - 1])) {
        start--;
    }
    if (start == span->length || start < 2 || span->start[start - 1] != ':' ||
        span->length - start > 9) {
        return 0;
    }
    unsigned number = (unsigned)strtoul(span->start + start, NULL, 10);
    span->length = start - 1;
    return number;
}

static void parse_location(struct rg_frame *frame, struct span location, struct rg_pool *pool)
{
    if (location.length == 0 || strncmp(location.start, "<null>", 6) == 0) {
        return;
    }
    unsigned last = take_number(&location);
    unsigned before = take_number(&location);
    frame->line = before != 0 ? before : last;
    frame->column = before != 0 ? last : 0;
    frame->file = rg_pool_copy(pool, location.start, location.length);
}

/* Where the path begins: at " /", else at " <null>", else at the last blank. */
static size_t location_start(struct span text)
{
    size_t last = text.length;
    for (size_t i = 0; i + 1 < text.length; i++) {
        if (text.start[i] != ' ') {
            continue;
        }
        if (text.start[i + 1] == '/' || strncmp(text.start + i + 1, "../", 3) == 0 ||
            strncmp(text.start + i + 1, "<null>", 6) == 0) {
            return i + 1;
        }
        last = i + 1;
    }
    return last;
}

bool rg_tsan_frame_parse(const char *line, struct rg_frame *frame, struct rg_pool *pool)
{
    const char *p = line + strspn(line, " ");
    if (*p != '#' || !isdigit((unsigned char)p[1])) {
        return false;
    }
    p += 1 + strspn(p + 1, "0123456789");
    if (*p != ' ') {
        return false;
    }
    struct span text = {p + 1, strlen(p + 1)};
    struct span last = take_parentheses(&text);
    if (last.length > 8 && strncmp(last.start, "BuildId:", 8) == 0) {
        last = take_parentheses(&text);
    }
    if (last.length > 0) {
        parse_module(frame, last, pool);
        if (frame->module == NULL) {
            text.length = strlen(p + 1); /* it was a part of the name */
            trim(&text);
        }
    }
    size_t start = location_start(text);
    struct span name = {text.start, start > 0 && start < text.length ? start - 1 : text.length};
    if (start < text.length) {
        parse_location(frame, (struct span){text.start + start, text.length - start}, pool);
    }
    if (name.length > 0 && strncmp(name.start, "<null>", 6) != 0) {
        frame->function = rg_pool_copy(pool, name.start, name.length);
    }
    return true;
}
