/*
 * tests/demos/catalogue.h - all demos, read from their headers, and what is said about them in the
 * pages.
 *
 * Owns:    the list of demos and the reduction of an expectation to one cell of the detector
 *          matrix.
 * Ignores: how a page looks.
 */
#ifndef DEMOS_CATALOGUE_H
#define DEMOS_CATALOGUE_H

#include "expect.h"

#include <stdio.h>

/* One cell of the matrix. */
enum cell {
    CELL_HIT,         /* broken, and reported */
    CELL_MISS,        /* broken, not reported, and the tool claims to look for it */
    CELL_NOT_ITS_JOB, /* broken, not reported, and the tool does not claim to */
    CELL_HANG,        /* it hung, and the tool said nothing */
    CELL_CRASH,       /* the tool broke */
    CELL_SILENT,      /* correct, and not reported */
    CELL_FALSE_ALARM, /* correct, and reported */
    CELL_COUNT
};

struct demo {
    char family[64];
    char slug[64];
    char variant[64];
    bool correct;
    struct demo_header header;
};

struct catalogue {
    struct demo *demos; /* sorted by family, slug, variant: broken ones before their cures */
    int count;
};

/* Read the files that list_path names, one a line: DEMOS_DIR/FAMILY/SLUG/VARIANT.c. On failure -1;
   every reason is on stderr. Call catalogue_free() in either case. */
int catalogue_load(const char *list_path, const char *demos_dir, struct catalogue *ret_catalogue);

void catalogue_free(struct catalogue *catalogue);

enum cell catalogue_cell(const struct demo *demo, enum tool tool);

/* How many of the correct, or of the broken, programs have this cell in the tool's column. */
int catalogue_count(const struct catalogue *catalogue, enum tool tool, bool correct,
                    enum cell cell);

/* "S0 S1, Topic: rest" of a PYTHON line: its two first parts. */
void catalogue_topic(const struct demo *demo, char ret_sources[64], char ret_topic[160]);

/* What follows " - " in the title line, without the pointer to the cure. */
void catalogue_title(const struct demo *demo, char ret_title[160]);

/* The pages; each writes one file, and returns 0 or -1 when the file could not be written whole. */
int page_index(const struct catalogue *catalogue, FILE *out);
int page_matrix(const struct catalogue *catalogue, FILE *out);
int page_svg(const struct catalogue *catalogue, FILE *out);
int page_totals_svg(const struct catalogue *catalogue, FILE *out);

#endif
