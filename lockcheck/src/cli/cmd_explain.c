/* lockcheck explain: what a kind of finding means, with the smallest example and its cure. */
#include <stdio.h>
#include <string.h>

#include "base/compiler.h"
#include "base/env.h"
#include "cli/commands.h"
#include "cli/switches.h"
#include "report/kinds.h"
#include "report/style.h"

#define COMMAND "lockcheck explain"

enum { SWITCH_HELP };

static const struct lc_switch switches[] = {
    [SWITCH_HELP] = {"help", NULL, "print this and end", 'h'},
};

static void print_help(void)
{
    puts("usage: lockcheck explain [KIND|TIER...]\n"
         "Explains kinds of finding, by name or rule (lock-order, LC1001), and tiers (predicted).\n"
         "Without one: lists them all.\n");
    lc_switches_help(stdout, switches, LC_COUNT_OF(switches));
}

static int rule_of(const struct lc_kind *kind)
{
    return LC_RULE_BASE + (int)kind->kind;
}

static void print_tier(enum lc_tier tier)
{
    printf("    %-10s %s; %s\n", lc_tier_name(tier), lc_tier_meaning(tier),
           lc_tier_fails(tier) ? "fails the run" : "shown with show=all");
}

static void print_list(const struct lc_style *style)
{
    const struct lc_kind *kind;
    for (size_t i = 0; (kind = lc_kind_at(i)); i++) {
        printf("%s%s%s (LC%d)%s\n", style->lock, lc_kind_name(kind), style->off, rule_of(kind),
               kind->informs ? ", informs" : "");
        lc_style_prose(style, stdout, 4, kind->message);
    }
    puts("\nHow sure a finding is, its tier:");
    for (unsigned int tier = 1; tier < LC_TIER_END; tier++) {
        print_tier((enum lc_tier)tier);
    }
}

static void print_kind(const struct lc_style *style, const struct lc_kind *kind)
{
    const struct lc_kind_lesson *lesson = lc_kind_lesson(kind);
    printf("%s%s%s (LC%d)\n", style->lock, lc_kind_name(kind), style->off, rule_of(kind));
    lc_style_prose(style, stdout, 2, kind->message);
    putchar('\n');
    lc_style_prose(style, stdout, 2, lesson->explanation);
    printf("\n  Example:\n%s\n  Cure:\n%s\n", lesson->example, lesson->cure);
    printf("  %s\n", kind->informs ? "It informs: shown with show=all, fails a run only when "
                                     "fail_on= names it."
                                   : "It fails the run, in the tiers that do.");
    if (kind->suppression) {
        printf("  Suppress: %s:FUNCTION, or #!lockcheck %s:FUNCTION\n", kind->suppression,
               lc_kind_name(kind));
    } else {
        printf("  Suppress: #!lockcheck %s:FUNCTION\n", lc_kind_name(kind));
    }
}

/* False: it is neither a kind nor a tier. "deadlock" is both. */
static bool print_word(const struct lc_style *style, const char *word)
{
    const struct lc_kind *kind = lc_kind_find(word);
    enum lc_tier tier = lc_tier_find(word);
    if (kind) {
        print_kind(style, kind);
    }
    if (tier) {
        puts(kind ? "\nAs a tier:" : "A tier, how sure a finding is:");
        print_tier(tier);
    }
    return kind || tier;
}

static int refuse_unknown(const char *word)
{
    const char *nearest = lc_kind_nearest(word, strlen(word));
    fprintf(stderr, COMMAND ": no kind '%s'; ", word);
    if (nearest) {
        fprintf(stderr, "did you mean '%s'?\n", nearest);
    } else {
        fputs("`" COMMAND "` lists them\n", stderr);
    }
    return LC_EXIT_FAILURE;
}

int lc_cmd_explain(int argc, char **argv)
{
    struct lc_switch_reader reader;
    lc_switches_start(&reader, COMMAND, switches, LC_COUNT_OF(switches), argc, argv);
    int which = lc_switches_next(&reader);
    if (which == SWITCH_HELP) {
        print_help();
        return 0;
    }
    if (which == LC_SWITCH_BAD) {
        return LC_EXIT_FAILURE;
    }
    struct lc_style style = lc_style_of(stdout, LC_COLOR_AUTO);
    if (!style.width) {
        style.width = LC_STYLE_WIDTH_PLAIN; /* prose, for people: wrapped in a pipe too */
    }
    if (reader.next == argc) {
        print_list(&style);
    }
    for (int i = reader.next; i < argc; i++) {
        if (i > reader.next) {
            putchar('\n');
        }
        if (!print_word(&style, argv[i])) {
            return refuse_unknown(argv[i]);
        }
    }
    return 0;
}
