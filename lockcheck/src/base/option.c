#include "base/option.h"

#include <errno.h>
#include <string.h>

static bool spans_equal(struct lc_span a, struct lc_span b)
{
    return a.bytes == b.bytes && memcmp(a.start, b.start, a.bytes) == 0;
}

struct lc_span lc_span_of(const char *text)
{
    return (struct lc_span){text, strlen(text)};
}

bool lc_span_is(struct lc_span span, const char *word)
{
    return spans_equal(span, lc_span_of(word));
}

/* ---- Values ---- */

static void *field_of(const struct lc_option *option, void *fields)
{
    return (char *)fields + option->offset;
}

static int set_flag(bool *field, struct lc_span value)
{
    if (lc_span_is(value, "1") || lc_span_is(value, "yes") || lc_span_is(value, "true")) {
        *field = true;
        return 0;
    }
    if (lc_span_is(value, "0") || lc_span_is(value, "no") || lc_span_is(value, "false")) {
        *field = false;
        return 0;
    }
    return -EINVAL;
}

static int set_number(const struct lc_option *option, uint32_t *field, struct lc_span value)
{
    uint64_t number = 0;
    if (value.bytes == 0) {
        return -EINVAL;
    }
    for (size_t i = 0; i < value.bytes; i++) {
        char c = value.start[i];
        if (c < '0' || c > '9') {
            return -EINVAL;
        }
        number = number * 10 + (uint64_t)(c - '0');
        if (number > option->highest) {
            return -EINVAL;
        }
    }
    if (number < option->lowest) {
        return -EINVAL;
    }
    *field = (uint32_t)number;
    return 0;
}

/* Word `index` of "a|b|c"; bytes 0 past the last. */
static struct lc_span nth_word(const char *words, uint32_t index)
{
    for (; index > 0; index--) {
        words = strchr(words, '|');
        if (!words) {
            return (struct lc_span){"", 0};
        }
        words++;
    }
    return (struct lc_span){words, strcspn(words, "|")};
}

static int set_choice(const struct lc_option *option, uint32_t *field, struct lc_span value)
{
    struct lc_span word;
    for (uint32_t i = 0; (word = nth_word(option->words, i)).bytes > 0; i++) {
        if (spans_equal(word, value)) {
            *field = i;
            return 0;
        }
    }
    return -EINVAL;
}

static int set_text(const struct lc_option *option, char *field, struct lc_span value)
{
    if (value.bytes >= option->bytes) {
        return -EINVAL;
    }
    memcpy(field, value.start, value.bytes);
    field[value.bytes] = '\0';
    return 0;
}

int lc_option_set(const struct lc_option *option, void *fields, struct lc_span value)
{
    void *field = field_of(option, fields);
    switch (option->type) {
    case LC_OPTION_FLAG:
        return set_flag(field, value);
    case LC_OPTION_NUMBER:
        return set_number(option, field, value);
    case LC_OPTION_CHOICE:
        return set_choice(option, field, value);
    case LC_OPTION_TEXT:
        return set_text(option, field, value);
    }
    return -EINVAL;
}

void lc_option_set_default(const struct lc_option *option, void *fields)
{
    void *field = field_of(option, fields);
    if (option->type == LC_OPTION_TEXT) {
        (void)set_text(option, field, lc_span_of(option->words));
    } else if (option->type == LC_OPTION_FLAG) {
        *(bool *)field = option->init != 0;
    } else {
        *(uint32_t *)field = option->init;
    }
}

/* ---- Words ---- */

void lc_option_append_shape(struct lc_fmt *text, const struct lc_option *option)
{
    switch (option->type) {
    case LC_OPTION_FLAG:
        lc_fmt_str(text, "0|1");
        break;
    case LC_OPTION_NUMBER:
        lc_fmt_u64(text, option->lowest);
        lc_fmt_str(text, "..");
        lc_fmt_u64(text, option->highest);
        break;
    case LC_OPTION_CHOICE:
        lc_fmt_str(text, option->words);
        break;
    case LC_OPTION_TEXT:
        lc_fmt_str(text, "TEXT of up to ");
        lc_fmt_u64(text, option->bytes - 1);
        lc_fmt_str(text, " bytes");
        break;
    }
}

void lc_option_append_default(struct lc_fmt *text, const struct lc_option *option)
{
    struct lc_span word;
    switch (option->type) {
    case LC_OPTION_FLAG:
    case LC_OPTION_NUMBER:
        lc_fmt_u64(text, option->init);
        break;
    case LC_OPTION_CHOICE:
        word = nth_word(option->words, option->init);
        lc_fmt_bytes(text, word.start, word.bytes);
        break;
    case LC_OPTION_TEXT:
        lc_fmt_str(text, option->words);
        break;
    }
}
