/*
 * cli/switches.h - reads a command's switches from one table, which also makes its help.
 *
 * Forms: --name, --name=VALUE, --name VALUE, -n, -n VALUE, -nVALUE; "--" ends them, and so does the
 * first word that is no switch. Mistakes are told on stderr, with the nearest known name.
 */
#ifndef LC_CLI_SWITCHES_H
#define LC_CLI_SWITCHES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct lc_switch {
    const char *name;       /* without the dashes */
    const char *value_name; /* NULL: takes no value */
    const char *help;
    char letter; /* 0: has none */
};

struct lc_switch_reader {
    const char *command; /* "lockcheck run", for error texts */
    const struct lc_switch *table;
    size_t table_count;
    int argc;
    char **argv;
    int next;          /* index of the first argument not yet read */
    const char *value; /* of the switch just returned, or NULL */
    bool ended;        /* "--" was read */
};

enum { LC_SWITCH_END = -1, LC_SWITCH_BAD = -2, LC_SWITCH_WORD = -3 };

/* argv[0] is skipped. */
void lc_switches_start(struct lc_switch_reader *reader, const char *command,
                       const struct lc_switch *table, size_t table_count, int argc, char **argv);
/* Index in the table, LC_SWITCH_END, or LC_SWITCH_BAD after a line on stderr. */
int lc_switches_next(struct lc_switch_reader *reader);
/* The same for commands whose switches may follow their words: LC_SWITCH_WORD, with the word in
 * reader->value, and LC_SWITCH_END only after the last argument. */
int lc_switches_next_or_word(struct lc_switch_reader *reader);
/* One line for each switch. */
void lc_switches_help(FILE *out, const struct lc_switch *table, size_t table_count);

#endif
