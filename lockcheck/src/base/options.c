#include "base/options.h"

#include <errno.h>
#include <string.h>

#include "base/compiler.h"
#include "base/fmt.h"
#include "base/nearest.h"
#include "base/option.h"

#define FIELD(key) offsetof(struct lc_options, key)
#define FLAG_ENTRY(key_, init_, help_) \
    {.key = #key_, .type = LC_OPTION_FLAG, .offset = FIELD(key_), .init = (init_), .help = (help_)},
#define NUMBER_ENTRY(key_, init_, low_, high_, help_) \
    {.key = #key_,                                    \
     .type = LC_OPTION_NUMBER,                        \
     .offset = FIELD(key_),                           \
     .init = (init_),                                 \
     .lowest = (low_),                                \
     .highest = (high_),                              \
     .help = (help_)},
#define CHOICE_ENTRY(key_, words_, init_, help_) \
    {.key = #key_,                               \
     .type = LC_OPTION_CHOICE,                   \
     .offset = FIELD(key_),                      \
     .init = (init_),                            \
     .words = (words_),                          \
     .help = (help_)},
#define TEXT_ENTRY(key_, bytes_, init_, help_) \
    {.key = #key_,                             \
     .type = LC_OPTION_TEXT,                   \
     .offset = FIELD(key_),                    \
     .words = (init_),                         \
     .bytes = (bytes_),                        \
     .help = (help_)},

static const struct lc_option option_table[] = {
    LC_OPTION_TABLE(FLAG_ENTRY, NUMBER_ENTRY, CHOICE_ENTRY, TEXT_ENTRY)};

#define KEY_OF_3(key, a, b)       #key,
#define KEY_OF_4(key, a, b, c)    #key,
#define KEY_OF_5(key, a, b, c, d) #key,

static const char *const option_keys[] = {LC_OPTION_TABLE(KEY_OF_3, KEY_OF_5, KEY_OF_4, KEY_OF_4)};

static void append_quoted(struct lc_fmt *error, struct lc_span span)
{
    lc_fmt_char(error, '\'');
    lc_fmt_bytes(error, span.start, span.bytes);
    lc_fmt_char(error, '\'');
}

static int set_option(const struct lc_option *option, struct lc_options *options,
                      struct lc_span value, struct lc_fmt *error)
{
    int result = lc_option_set(option, options, value);
    if (result != 0) {
        lc_fmt_str(error, "option '");
        lc_fmt_str(error, option->key);
        lc_fmt_str(error, "' cannot be ");
        append_quoted(error, value);
        lc_fmt_str(error, "; it takes ");
        lc_option_append_shape(error, option);
    }
    return result;
}

static int refuse_unknown(struct lc_span key, struct lc_fmt *error)
{
    const char *nearest = lc_nearest(key.start, key.bytes, option_keys, LC_COUNT_OF(option_keys));
    lc_fmt_str(error, "unknown option ");
    append_quoted(error, key);
    if (nearest) {
        lc_fmt_str(error, "; did you mean '");
        lc_fmt_str(error, nearest);
        lc_fmt_str(error, "'?");
    } else {
        lc_fmt_str(error, "; help=1 lists all");
    }
    return -EINVAL;
}

static int set_by_name(struct lc_options *options, struct lc_span key, struct lc_span value,
                       struct lc_fmt *error)
{
    for (size_t i = 0; i < LC_COUNT_OF(option_table); i++) {
        if (lc_span_is(key, option_table[i].key)) {
            return set_option(&option_table[i], options, value, error);
        }
    }
    return refuse_unknown(key, error);
}

/* The value at `text`, its quotes taken off; *ret_next is where the next item starts. */
static int take_value(const char *text, struct lc_span key, struct lc_span *ret_value,
                      const char **ret_next, struct lc_fmt *error)
{
    if (*text != '\'' && *text != '"') {
        *ret_value = (struct lc_span){text, strcspn(text, ":")};
        *ret_next = text + ret_value->bytes;
        return 0;
    }
    const char *end = strchr(text + 1, *text);
    if (end && (end[1] == '\0' || end[1] == ':')) {
        *ret_value = (struct lc_span){text + 1, (size_t)(end - text - 1)};
        *ret_next = end + 1;
        return 0;
    }
    lc_fmt_str(error, "option ");
    append_quoted(error, key);
    lc_fmt_str(error, end ? ": text after the closing quote" : ": the quote is not closed");
    *ret_next = end ? end + 1 + strcspn(end + 1, ":") : text + strlen(text);
    return -EINVAL;
}

/* One item, "key=value", at `text`; *ret_next is at the ':' after it, or at the end. */
static int parse_item(struct lc_options *options, const char *text, const char **ret_next,
                      struct lc_fmt *error)
{
    struct lc_span key = {text, strcspn(text, "=:")};
    const char *after = text + key.bytes;
    if (*after != '=') {
        *ret_next = after;
        lc_fmt_str(error, "option ");
        append_quoted(error, key);
        lc_fmt_str(error, " has no value; write key=value:key=value");
        return -EINVAL;
    }
    struct lc_span value;
    int result = take_value(after + 1, key, &value, ret_next, error);
    return result != 0 ? result : set_by_name(options, key, value, error);
}

void lc_options_defaults(struct lc_options *options)
{
    memset(options, 0, sizeof(*options));
    for (size_t i = 0; i < LC_COUNT_OF(option_table); i++) {
        lc_option_set_default(&option_table[i], options);
    }
}

int lc_options_parse(struct lc_options *options, const char *text, char *error, size_t error_bytes)
{
    struct lc_fmt first_error;
    struct lc_fmt ignored;
    lc_fmt_init(&first_error, error, error_bytes);
    lc_fmt_init(&ignored, NULL, 0);
    int result = 0;
    const char *next = text ? text : "";
    while (*next != '\0') {
        if (*next == ':' || *next == ' ' || *next == '\n' || *next == '\t') {
            next++;
            continue;
        }
        if (parse_item(options, next, &next, result == 0 ? &first_error : &ignored) != 0) {
            result = -EINVAL;
        }
    }
    return result;
}

int lc_options_set(struct lc_options *options, const char *key, const char *value, char *error,
                   size_t error_bytes)
{
    struct lc_fmt text;
    lc_fmt_init(&text, error, error_bytes);
    return set_by_name(options, lc_span_of(key), lc_span_of(value), &text);
}

int lc_options_write(char *buffer, size_t buffer_bytes, const char *key, const char *value)
{
    struct lc_fmt text;
    bool has_single = strchr(value, '\'') != NULL;
    bool has_double = strchr(value, '"') != NULL;
    bool quote = has_single || has_double || strchr(value, ':');
    if (has_single && has_double) {
        return -EINVAL;
    }
    lc_fmt_init(&text, buffer, buffer_bytes);
    lc_fmt_str(&text, key);
    lc_fmt_char(&text, '=');
    if (quote) {
        lc_fmt_char(&text, has_single ? '"' : '\'');
    }
    lc_fmt_str(&text, value);
    if (quote) {
        lc_fmt_char(&text, has_single ? '"' : '\'');
    }
    return text.cut ? -ENOSPC : 0;
}

size_t lc_options_help(char *buffer, size_t buffer_bytes)
{
    enum { HELP_COLUMN = 26 };
    struct lc_fmt text;
    lc_fmt_init(&text, buffer, buffer_bytes);
    for (size_t i = 0; i < LC_COUNT_OF(option_table); i++) {
        const struct lc_option *option = &option_table[i];
        size_t line_start = text.used;
        lc_fmt_str(&text, "  ");
        lc_fmt_str(&text, option->key);
        lc_fmt_char(&text, '=');
        lc_option_append_default(&text, option);
        lc_fmt_char(&text, ' ');
        lc_fmt_pad(&text, line_start + HELP_COLUMN);
        lc_fmt_str(&text, option->help);
        if (option->type == LC_OPTION_CHOICE) {
            lc_fmt_str(&text, " (");
            lc_option_append_shape(&text, option);
            lc_fmt_char(&text, ')');
        }
        lc_fmt_char(&text, '\n');
    }
    return text.used;
}

const char *lc_options_key(size_t index)
{
    return index < LC_COUNT_OF(option_keys) ? option_keys[index] : NULL;
}
