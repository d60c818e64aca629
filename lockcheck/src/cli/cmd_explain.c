/* lockcheck explain: what a kind of finding means, with the smallest example and its cure. */
#include <stdio.h>
#include <string.h>

#include "base/compiler.h"
#include "base/env.h"
#include "base/nearest.h"
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
    puts("usage: lockcheck explain [KIND...]\n"
         "Explains kinds of finding, by name or rule (lock-order, LC1001). Without a kind: lists "
         "them\nall.\n");
    lc_switches_help(stdout, switches, LC_COUNT_OF(switches));
}

static int rule_of(const struct lc_kind *kind)
{
    return LC_RULE_BASE + (int)kind->kind;
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
        printf("    %-10s %s; %s\n", lc_tier_name(tier), lc_tier_meaning((enum lc_tier)tier),
               lc_tier_fails((enum lc_tier)tier) ? "fails the run" : "shown with show=all");
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

static int refuse_unknown(const char *word)
{
    const char *names[LC_FINDING_KIND_END];
    size_t count = 0;
    const struct lc_kind *kind;
    while ((kind = lc_kind_at(count))) {
        names[count++] = lc_kind_name(kind);
    }
    const char *nearest = lc_nearest(word, strlen(word), names, count);
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
        const struct lc_kind *kind = lc_kind_find(argv[i]);
        if (!kind) {
            return refuse_unknown(argv[i]);
        }
        if (i > reader.next) {
            putchar('\n');
        }
        print_kind(&style, kind);
    }
    return 0;
}
