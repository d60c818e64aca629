/*
 * tests/demos/slide.c - the whole detector matrix as one picture, 16 by 9: a poster, or a slide to
 * zoom into.
 */
#include "look.h"

#include <string.h>

enum {
    WIDTH = 1600,
    HEIGHT = 900,
    TOP = 104, /* of the first row; title and legend are above */
    BOTTOM = 16,
    MARGIN = 16,
    TOOLS = TOOL_LOCKCHECK - TOOL_TSAN_GCC + 1,
};

struct grid {
    int rows; /* in a column of the picture */
    int columns;
    double row_height;
    double column_width;
    double cell;
};

static bool starts_family(const struct catalogue *catalogue, int index)
{
    const struct demo *demos = catalogue->demos;
    return index == 0 || strcmp(demos[index].family, demos[index - 1].family) != 0;
}

/* A row for each demo, and one above each family. */
static int count_rows(const struct catalogue *catalogue)
{
    int count = catalogue->count;
    for (int i = 0; i < catalogue->count; i++) {
        count += starts_family(catalogue, i);
    }
    return count;
}

static struct grid make_grid(int count)
{
    struct grid grid = {.columns = count > 120 ? 5 : count > 40 ? 4 : 1};
    grid.rows = (count + grid.columns - 1) / grid.columns;
    grid.row_height = (double)(HEIGHT - TOP - BOTTOM) / (grid.rows > 0 ? grid.rows : 1);
    grid.column_width = (double)(WIDTH - 2 * MARGIN) / grid.columns;
    grid.cell = grid.row_height < 17 ? grid.row_height : 17;
    return grid;
}

static void write_legend(FILE *out)
{
    double x = MARGIN;
    for (int cell = 0; cell < CELL_COUNT; cell++) {
        fprintf(out,
                "<rect x=\"%.0f\" y=\"48\" width=\"16\" height=\"16\" fill=\"%s\"/>"
                "<text x=\"%.0f\" y=\"61\" class=\"l\">%s %s</text>\n",
                x, cell_looks[cell].colour, x + 22, cell_looks[cell].letter,
                cell_looks[cell].meaning);
        x += 56 + 8.6 * (double)strlen(cell_looks[cell].meaning);
    }
}

static void write_column_heads(const struct grid *grid, FILE *out)
{
    static const char *const heads[TOOLS] = {"gcc", "clang", "hel", "drd", "lock"};
    for (int column = 0; column < grid->columns; column++) {
        double right = MARGIN + (column + 1) * grid->column_width - 12;
        for (int tool = 0; tool < TOOLS; tool++) {
            double x = right - (TOOLS - tool) * grid->cell + grid->cell / 2 + 3;
            fprintf(out,
                    "<text transform=\"translate(%.1f %d) rotate(-60)\" class=\"h\">%s</text>\n", x,
                    TOP - 4, heads[tool]);
        }
    }
}

static void write_family(const struct grid *grid, const char *family, int row, FILE *out)
{
    double left = MARGIN + (row / grid->rows) * grid->column_width;
    double y = TOP + (row % grid->rows) * grid->row_height;
    fprintf(out, "<text x=\"%.1f\" y=\"%.1f\" class=\"f\">%s</text>\n", left, y + grid->cell - 3,
            family);
}

static void write_row(const struct grid *grid, const struct demo *demo, int row, FILE *out)
{
    double left = MARGIN + (row / grid->rows) * grid->column_width;
    double right = left + grid->column_width - 12;
    double y = TOP + (row % grid->rows) * grid->row_height;
    fprintf(out, "<text x=\"%.1f\" y=\"%.1f\" class=\"%s\">%s/%s</text>\n", left,
            y + grid->cell - 3.5, demo->correct ? "c" : "b", demo->slug, demo->variant);
    for (int tool = 0; tool < TOOLS; tool++) {
        const struct look *look =
            &cell_looks[catalogue_cell(demo, TOOL_TSAN_GCC + (enum tool)tool)];
        double x = right - (TOOLS - tool) * grid->cell;
        fprintf(out, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>", x,
                y, grid->cell - 1, grid->cell - 1, look->colour);
        if (look->letter[0] != '\0') {
            fprintf(out, "<text x=\"%.1f\" y=\"%.1f\" class=\"m\">%s</text>",
                    x + grid->cell / 2 - 0.5, y + grid->cell - 4, look->letter);
        }
    }
    fputs("\n", out);
}

int page_svg(const struct catalogue *catalogue, FILE *out)
{
    struct grid grid = make_grid(count_rows(catalogue));
    int row = 0;
    fprintf(out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
            "font-family=\"sans-serif\">\n"
            "<style>.l{font-size:16px}.h{font-size:11px}.f{font-size:13px;fill:#0b5cad}"
            ".b{font-size:12px;font-weight:bold}.c{font-size:12px;fill:#456}"
            ".m{font-size:12px;font-weight:bold;fill:#fff;text-anchor:middle}</style>\n"
            "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>\n"
            "<text x=\"%d\" y=\"32\" font-size=\"22\">What five detectors say about %d programs "
            "(bold: broken, grey: correct)</text>\n",
            WIDTH, HEIGHT, WIDTH, HEIGHT, MARGIN, catalogue->count);
    write_legend(out);
    write_column_heads(&grid, out);
    for (int i = 0; i < catalogue->count; i++) {
        if (starts_family(catalogue, i)) {
            write_family(&grid, catalogue->demos[i].family, row++, out);
        }
        write_row(&grid, &catalogue->demos[i], row++, out);
    }
    fputs("</svg>\n", out);
    return fflush(out) == 0 && ferror(out) == 0 ? 0 : -1;
}
