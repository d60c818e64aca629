/*
 * write/matrix.h - tests by configurations, one word in each cell.
 */
#ifndef RG_WRITE_MATRIX_H
#define RG_WRITE_MATRIX_H

#include "write/writer.h"

struct rg_matrix {
    const char **tests, **configs;
    size_t test_count, config_count;
    struct rg_cell {
        size_t jobs;           /* repeats */
        size_t fresh, known;   /* findings of this test under this configuration */
        enum rg_outcome worst; /* of the repeats; meaningless without jobs */
    } * cells;                 /* test_count rows of config_count */
};

struct rg_matrix *rg_matrix_make(const struct rg_result *result, struct rg_pool *pool);
const struct rg_cell *rg_matrix_cell(const struct rg_matrix *matrix, size_t test, size_t config);
enum { RG_CELL_TEXT_BYTES = 32 };

/* "ok", "2 new", "1 known", "hung", ... and whether it needs somebody's attention. */
const char *rg_cell_text(const struct rg_cell *cell, char buffer[RG_CELL_TEXT_BYTES]);
bool rg_cell_is_good(const struct rg_cell *cell);
/* As plain text. Long matrices show the rows that are not good, and count the others. */
void rg_matrix_write(FILE *out, const struct rg_view *view);

#endif
