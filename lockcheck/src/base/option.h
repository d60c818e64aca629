/*
 * base/option.h - one option: what values it takes, and where they go.
 *
 * Threads: none inside.
 * Safety:  async-signal-safe; no malloc, no stdio.
 */
#ifndef LC_BASE_OPTION_H
#define LC_BASE_OPTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fmt.h"

enum lc_option_type { LC_OPTION_FLAG, LC_OPTION_NUMBER, LC_OPTION_CHOICE, LC_OPTION_TEXT };

struct lc_option {
    const char *key;
    enum lc_option_type type;
    size_t offset; /* of the field in the struct of all of them */
    uint32_t init;
    uint32_t lowest, highest; /* LC_OPTION_NUMBER */
    const char *words;        /* LC_OPTION_CHOICE: "a|b|c"; LC_OPTION_TEXT: the default */
    size_t bytes;             /* LC_OPTION_TEXT: of the field */
    const char *help;
};

/* A piece of a text; not terminated. */
struct lc_span {
    const char *start;
    size_t bytes;
};

struct lc_span lc_span_of(const char *text);
bool lc_span_is(struct lc_span span, const char *word);

/* `fields` is the struct of all of them. -EINVAL: the option takes no such value; nothing changed.
 */
int lc_option_set(const struct lc_option *option, void *fields, struct lc_span value);
void lc_option_set_default(const struct lc_option *option, void *fields);

/* What a value looks like: "0|1", "1..64". */
void lc_option_append_shape(struct lc_fmt *text, const struct lc_option *option);
void lc_option_append_default(struct lc_fmt *text, const struct lc_option *option);

#endif
