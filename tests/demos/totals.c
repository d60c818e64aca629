/*
 * tests/demos/totals.c - the totals of the detector matrix as one slide, readable from the last
 * row.
 */
#include "look.h"

#include <string.h>

enum {
    WIDTH = 1600,
    HEIGHT = 900,
    LEFT = 240, /* of the bars; the names of the tools are before them */
    BAR_WIDTH = WIDTH - LEFT - 40,
    BAR_HEIGHT = 46,
    BAR_STEP = 58,
    DIGITS_WIDTH = 18, /* a narrower part of a bar has no room for its number */
};

/* One bar. Its parts are drawn in the order of the cells, which is that of what a reader asks
 * first. */
static void write_bar(const struct catalogue *catalogue, enum tool tool, bool correct, int y,
                      FILE *out)
{
    int total = 0;
    for (enum cell cell = 0; cell < CELL_COUNT; cell++) {
        total += catalogue_count(catalogue, tool, correct, cell);
    }
    fprintf(out, "<text x=\"%d\" y=\"%d\" class=\"t\">%s</text>", LEFT - 16, y + 33,
            tool_name(tool));
    double x = LEFT;
    for (enum cell cell = 0; cell < CELL_COUNT; cell++) {
        int count = catalogue_count(catalogue, tool, correct, cell);
        double width = total > 0 ? (double)BAR_WIDTH * count / total : 0;
        if (count == 0) {
            continue;
        }
        fprintf(out, "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>", x, y,
                width, BAR_HEIGHT, cell_looks[cell].colour);
        if (width >= DIGITS_WIDTH) {
            const char *colour = cell_looks[cell].letter[0] != '\0' ? "#fff" : "#345";
            fprintf(out, "<text x=\"%.1f\" y=\"%d\" class=\"%s\" fill=\"%s\">%d</text>",
                    x + width / 2, y + 32, width < 34 ? "s" : "n", colour, count);
        }
        x += width;
    }
    fputs("\n", out);
}

/* The heading of a group names the colours that its bars use. */
static void write_group(const struct catalogue *catalogue, bool correct, int top, FILE *out)
{
    static const enum cell broken_cells[] = {CELL_HIT, CELL_MISS, CELL_NOT_ITS_JOB, CELL_HANG,
                                             CELL_CRASH};
    static const enum cell correct_cells[] = {CELL_SILENT, CELL_FALSE_ALARM, CELL_CRASH};
    const enum cell *cells = correct ? correct_cells : broken_cells;
    int count = correct ? 3 : 5;
    int x = LEFT + 210;
    fprintf(out, "<text x=\"40\" y=\"%d\" class=\"g\">of the %s programs</text>", top,
            correct ? "correct" : "broken");
    for (int i = 0; i < count; i++) {
        fprintf(out,
                "<rect x=\"%d\" y=\"%d\" width=\"22\" height=\"22\" fill=\"%s\"/>"
                "<text x=\"%d\" y=\"%d\" class=\"k\">%s</text>\n",
                x, top - 20, cell_looks[cells[i]].colour, x + 30, top,
                cell_looks[cells[i]].meaning);
        x += 66 + 13 * (int)strlen(cell_looks[cells[i]].meaning);
    }
    for (enum tool tool = TOOL_TSAN_GCC; tool <= TOOL_LOCKCHECK; tool++) {
        write_bar(catalogue, tool, correct, top + 20 + (int)(tool - TOOL_TSAN_GCC) * BAR_STEP, out);
    }
}

int page_totals_svg(const struct catalogue *catalogue, FILE *out)
{
    fprintf(out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
            "font-family=\"sans-serif\">\n"
            "<style>.t{font-size:28px;text-anchor:end}.n{font-size:26px;text-anchor:middle;"
            "font-weight:bold}.s{font-size:18px;text-anchor:middle;font-weight:bold}.g{font-size:"
            "28px;font-weight:bold}.k{font-size:24px}</style>\n"
            "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>\n"
            "<text x=\"40\" y=\"62\" font-size=\"40\">What five detectors say about %d "
            "programs</text>\n",
            WIDTH, HEIGHT, WIDTH, HEIGHT, catalogue->count);
    write_group(catalogue, false, 130, out);
    write_group(catalogue, true, 520, out);
    fputs("</svg>\n", out);
    return fflush(out) == 0 && ferror(out) == 0 ? 0 : -1;
}
