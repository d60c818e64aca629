/*
 * tests/demos/pages.c - the generated Markdown pages of docs/demos.
 */
#include "catalogue.h"

#include <string.h>

#define FIRST_TOOL TOOL_TSAN_GCC
#define LAST_TOOL  TOOL_LOCKCHECK

static const char generated[] = "<!-- Generated from the headers of the demos: cmake --build "
                                "BUILD_DIR --target demos_pages -->\n";

static const char *const cell_texts[CELL_COUNT] = {
    [CELL_HIT] = "hit",
    [CELL_MISS] = "**miss**",
    [CELL_NOT_ITS_JOB] = "·",
    [CELL_HANG] = "hang",
    [CELL_CRASH] = "**crash**",
    [CELL_SILENT] = "silent",
    [CELL_FALSE_ALARM] = "**false alarm**",
};

static int finish(FILE *out)
{
    return fflush(out) == 0 && ferror(out) == 0 ? 0 : -1;
}

static void write_link(FILE *out, const struct demo *demo, const char *text)
{
    fprintf(out, "[%s](../../demos/%s/%s/%s.c)", text, demo->family, demo->slug, demo->variant);
}

static bool same_slug(const struct demo *one, const struct demo *other)
{
    return strcmp(one->family, other->family) == 0 && strcmp(one->slug, other->slug) == 0;
}

/* One row: all files of a slug. Returns the index of the first demo of the next slug. */
static int write_slug_row(const struct catalogue *catalogue, int first, FILE *out)
{
    const struct demo *demo = &catalogue->demos[first];
    int i = first;
    fprintf(out, "| %s | ", demo->slug);
    for (; i < catalogue->count && same_slug(demo, &catalogue->demos[i]); i++) {
        fputs(i > first ? ", " : "", out);
        write_link(out, &catalogue->demos[i], catalogue->demos[i].variant);
    }
    const char *bug = demo->header.lesson[demo->correct ? LESSON_WHEN : LESSON_BUG];
    const char *lesson = bug[0] != '\0' ? bug : demo->header.lesson[LESSON_FIX];
    fprintf(out, " | %s |\n", lesson);
    return i;
}

static void write_by_family(const struct catalogue *catalogue, FILE *out)
{
    const char *family = "";
    fputs("## By family\n", out);
    for (int i = 0; i < catalogue->count;) {
        const struct demo *demo = &catalogue->demos[i];
        if (strcmp(demo->family, family) != 0) {
            family = demo->family;
            fprintf(out, "\n### [%s](../../demos/%s/README.md)\n\n", family, family);
            fputs("| demo | files | lesson |\n|---|---|---|\n", out);
        }
        i = write_slug_row(catalogue, i, out);
    }
}

static bool is_earlier_topic(const struct catalogue *catalogue, int index, const char *topic)
{
    char sources[64];
    char other[160];
    for (int i = 0; i < index; i++) {
        catalogue_topic(&catalogue->demos[i], sources, other);
        if (strcmp(other, topic) == 0) {
            return true;
        }
    }
    return false;
}

static void write_topic_row(const struct catalogue *catalogue, int first, const char *topic,
                            FILE *out)
{
    char sources[64];
    char other[160];
    char name[160];
    int written = -1;
    catalogue_topic(&catalogue->demos[first], sources, other);
    fprintf(out, "| %s | %s | ", topic, sources);
    for (int i = first; i < catalogue->count; i++) {
        const struct demo *demo = &catalogue->demos[i];
        catalogue_topic(demo, sources, other);
        bool listed = written >= 0 && same_slug(&catalogue->demos[written], demo);
        if (strcmp(other, topic) != 0 || listed) {
            continue;
        }
        fputs(written >= 0 ? ", " : "", out);
        snprintf(name, sizeof(name), "%s/%s", demo->family, demo->slug);
        write_link(out, demo, name);
        written = i;
    }
    fputs(" |\n", out);
}

static void write_by_topic(const struct catalogue *catalogue, FILE *out)
{
    char sources[64];
    char topic[160];
    fputs("\n## By topic\n\n"
          "S0 a one-day course on threads, processes and asyncio, S1 a tutorial's section list,\n"
          "S2 a video course on robust asynchronous code, S3 a conference workshop, S4 one "
          "learner's notes.\n\n"
          "| topic | from | demos |\n|---|---|---|\n",
          out);
    for (int i = 0; i < catalogue->count; i++) {
        catalogue_topic(&catalogue->demos[i], sources, topic);
        if (!is_earlier_topic(catalogue, i, topic)) {
            write_topic_row(catalogue, i, topic, out);
        }
    }
}

static bool lockcheck_reports(const struct demo *demo, const char *kind)
{
    const struct expectation *expectation = &demo->header.tools[TOOL_LOCKCHECK];
    for (int i = 0; i < expectation->finding_count; i++) {
        if (expectation->verdict == VERDICT_REPORTS &&
            strcmp(expectation->findings[i].kind, kind) == 0) {
            return true;
        }
    }
    return false;
}

static void write_kind_row(const struct catalogue *catalogue, const struct kind *kind, FILE *out)
{
    char name[160];
    int written = 0;
    for (int i = 0; i < catalogue->count; i++) {
        const struct demo *demo = &catalogue->demos[i];
        if (lockcheck_reports(demo, kind->name)) {
            if (written++ == 0) {
                fprintf(out, "| %s | %s | ", kind->name, kind->meaning);
            } else {
                fputs(", ", out);
            }
            snprintf(name, sizeof(name), "%s/%s", demo->family, demo->slug);
            write_link(out, demo, name);
        }
    }
    fputs(written > 0 ? " |\n" : "", out);
}

/* That none of lockcheck's own kinds is left out is for kinds_shown.sh to see, which asks
 * lockcheck. */
static void write_by_kind(const struct catalogue *catalogue, FILE *out)
{
    fputs("\n## By what lockcheck reports\n\n"
          "`lockcheck explain KIND` says more of each.\n\n"
          "| kind | what it is | demos |\n|---|---|---|\n",
          out);
    for (const struct kind *kind = kind_table(); kind->name != NULL; kind++) {
        write_kind_row(catalogue, kind, out);
    }
}

int page_index(const struct catalogue *catalogue, FILE *out)
{
    fputs(generated, out);
    fprintf(out,
            "# The catalogue of demos\n\n"
            "%d programs. How to run and add them: [demos/README.md](../../demos/README.md). Who "
            "finds\n"
            "what: the [detector matrix](matrix.md), its [totals as a slide](totals.svg) and the "
            "[whole as a poster](matrix.svg). How stable the verdicts are: "
            "[measured](measured.md).\n\n",
            catalogue->count);
    write_by_family(catalogue, out);
    write_by_topic(catalogue, out);
    write_by_kind(catalogue, out);
    return finish(out);
}

static void write_kinds(const struct expectation *expectation, FILE *out)
{
    for (int i = 0; i < expectation->finding_count; i++) {
        fprintf(out, "%s %s", i > 0 ? "," : "", expectation->findings[i].kind);
    }
}

static void write_matrix_row(const struct demo *demo, FILE *out)
{
    char name[200];
    snprintf(name, sizeof(name), "%s/%s/%s", demo->family, demo->slug, demo->variant);
    fputs("| ", out);
    write_link(out, demo, name);
    fprintf(out, " | %s", demo->header.tools[TOOL_PLAIN].text);
    for (enum tool tool = FIRST_TOOL; tool <= LAST_TOOL; tool++) {
        enum cell cell = catalogue_cell(demo, tool);
        fprintf(out, " | %s", cell_texts[cell]);
        if (cell == CELL_HIT || cell == CELL_FALSE_ALARM || cell == CELL_MISS) {
            write_kinds(&demo->header.tools[tool], out);
        }
    }
    fputs(" |\n", out);
}

static void write_totals_row(const struct catalogue *catalogue, bool correct, enum cell cell,
                             const char *meaning, FILE *out)
{
    fprintf(out, "| %s", meaning);
    for (enum tool tool = FIRST_TOOL; tool <= LAST_TOOL; tool++) {
        fprintf(out, " | %d", catalogue_count(catalogue, tool, correct, cell));
    }
    fputs(" |\n", out);
}

static void write_head(const char *first, const char *second, FILE *out)
{
    fprintf(out, "| %s |%s", first, second);
    for (enum tool tool = FIRST_TOOL; tool <= LAST_TOOL; tool++) {
        fprintf(out, " %s |", tool_name(tool));
    }
    fprintf(out, "\n|---|%s---|---|---|---|---|\n", second[0] != '\0' ? "---|" : "");
}

static void write_totals(const struct catalogue *catalogue, FILE *out)
{
    fputs("## Totals\n\n", out);
    write_head("of the broken programs", "", out);
    write_totals_row(catalogue, false, CELL_HIT, "hit: reported", out);
    write_totals_row(catalogue, false, CELL_MISS, "miss: in its scope, and not reported", out);
    write_totals_row(catalogue, false, CELL_HANG, "hang: it hangs, and the tool says nothing", out);
    write_totals_row(catalogue, false, CELL_CRASH, "crash: the tool breaks", out);
    write_totals_row(catalogue, false, CELL_NOT_ITS_JOB, "·: of a kind that it does not look for",
                     out);
    fputs("\n", out);
    write_head("of the correct programs", "", out);
    write_totals_row(catalogue, true, CELL_SILENT, "silent, rightly", out);
    write_totals_row(catalogue, true, CELL_FALSE_ALARM, "false alarm", out);
    write_totals_row(catalogue, true, CELL_CRASH, "crash: the tool breaks", out);
}

int page_matrix(const struct catalogue *catalogue, FILE *out)
{
    fputs(generated, out);
    fputs("# The detector matrix\n\n"
          "What each tool says about each demo. Every cell is an expectation that a test keeps "
          "true;\n"
          "`ctest --preset demos` runs them all. Tools: gcc 12.2, clang 19, Valgrind 3.19, "
          "lockcheck.\n\n",
          out);
    write_totals(catalogue, out);
    for (int part = 0; part < 2; part++) {
        bool correct = part == 1;
        fprintf(out, "\n## %s programs\n\n", correct ? "Correct" : "Broken");
        write_head("demo", " plain |", out);
        for (int i = 0; i < catalogue->count; i++) {
            if (catalogue->demos[i].correct == correct) {
                write_matrix_row(&catalogue->demos[i], out);
            }
        }
    }
    return finish(out);
}
