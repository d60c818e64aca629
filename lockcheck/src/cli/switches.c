#include "cli/switches.h"

#include <string.h>

#include "base/nearest.h"

enum { NAMES_MAX = 32, HELP_COLUMN = 28 };

void lc_switches_start(struct lc_switch_reader *reader, const char *command,
                       const struct lc_switch *table, size_t table_count, int argc, char **argv)
{
    *reader = (struct lc_switch_reader){
        .command = command,
        .table = table,
        .table_count = table_count,
        .argc = argc,
        .argv = argv,
        .next = 1,
    };
}

static int refuse_unknown(const struct lc_switch_reader *reader, const char *word, size_t bytes)
{
    const char *names[NAMES_MAX];
    size_t count = reader->table_count < NAMES_MAX ? reader->table_count : NAMES_MAX;
    for (size_t i = 0; i < count; i++) {
        names[i] = reader->table[i].name;
    }
    const char *nearest = bytes > 2 ? lc_nearest(word + 2, bytes - 2, names, count) : NULL;
    fprintf(stderr, "%s: unknown switch '%.*s'; ", reader->command, (int)bytes, word);
    if (nearest) {
        fprintf(stderr, "did you mean '--%s'?\n", nearest);
    } else {
        fprintf(stderr, "see `%s --help`\n", reader->command);
    }
    return LC_SWITCH_BAD;
}

/* `attached` is what followed the switch in the same word, or NULL. */
static int take(struct lc_switch_reader *reader, size_t index, const char *attached)
{
    const struct lc_switch *found = &reader->table[index];
    reader->value = attached;
    if (!found->value_name && attached) {
        fprintf(stderr, "%s: --%s takes no value\n", reader->command, found->name);
        return LC_SWITCH_BAD;
    }
    if (found->value_name && !attached) {
        if (reader->next >= reader->argc) {
            fprintf(stderr, "%s: --%s needs a value, %s\n", reader->command, found->name,
                    found->value_name);
            return LC_SWITCH_BAD;
        }
        reader->value = reader->argv[reader->next++];
    }
    return (int)index;
}

static int read_long(struct lc_switch_reader *reader, const char *word)
{
    size_t bytes = strcspn(word, "=");
    for (size_t i = 0; i < reader->table_count; i++) {
        const char *name = reader->table[i].name;
        if (strlen(name) == bytes - 2 && memcmp(name, word + 2, bytes - 2) == 0) {
            return take(reader, i, word[bytes] == '=' ? word + bytes + 1 : NULL);
        }
    }
    return refuse_unknown(reader, word, bytes);
}

static int read_short(struct lc_switch_reader *reader, const char *word)
{
    for (size_t i = 0; i < reader->table_count; i++) {
        if (reader->table[i].letter == word[1]) {
            return take(reader, i, word[2] != '\0' ? word + 2 : NULL);
        }
    }
    return refuse_unknown(reader, word, strlen(word));
}

int lc_switches_next(struct lc_switch_reader *reader)
{
    if (reader->next >= reader->argc) {
        return LC_SWITCH_END;
    }
    const char *word = reader->argv[reader->next];
    if (word[0] != '-' || word[1] == '\0') {
        return LC_SWITCH_END;
    }
    reader->next++;
    if (strcmp(word, "--") == 0) {
        reader->ended = true;
        return LC_SWITCH_END;
    }
    return word[1] == '-' ? read_long(reader, word) : read_short(reader, word);
}

int lc_switches_next_or_word(struct lc_switch_reader *reader)
{
    int found = reader->ended ? LC_SWITCH_END : lc_switches_next(reader);
    if (found != LC_SWITCH_END || reader->next >= reader->argc) {
        return found;
    }
    reader->value = reader->argv[reader->next++];
    return LC_SWITCH_WORD;
}

void lc_switches_help(FILE *out, const struct lc_switch *table, size_t table_count)
{
    for (size_t i = 0; i < table_count; i++) {
        const struct lc_switch *item = &table[i];
        char left[64];
        char letter[8] = "    ";
        if (item->letter) {
            snprintf(letter, sizeof(letter), "-%c, ", item->letter);
        }
        snprintf(left, sizeof(left), "  %s--%s%s%s", letter, item->name,
                 item->value_name ? "=" : "", item->value_name ? item->value_name : "");
        fprintf(out, "%-*s %s\n", HELP_COLUMN, left, item->help);
    }
}
