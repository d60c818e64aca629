#include "write/matrix.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

enum { ROWS_SHOWN = 40, NAME_WIDTH = 36 };

static int compare_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The distinct strings of `list`, sorted; its new length. */
static size_t sort_unique(const char **list, size_t count)
{
    if (count == 0) {
        return 0;
    }
    qsort(list, count, sizeof(*list), compare_text);
    size_t kept = 1;
    for (size_t i = 1; i < count; i++) {
        if (strcmp(list[i], list[kept - 1]) != 0) {
            list[kept++] = list[i];
        }
    }
    return kept;
}

static size_t index_of(const char *const *list, size_t count, const char *text)
{
    const char *const *found = bsearch(&text, list, count, sizeof(*list), compare_text);
    return (size_t)(found - list);
}

static struct rg_cell *cell_of(struct rg_matrix *matrix, const struct rg_job *job)
{
    size_t test = index_of(matrix->tests, matrix->test_count, job->test);
    size_t config = index_of(matrix->configs, matrix->config_count, job->config);
    return &matrix->cells[test * matrix->config_count + config];
}

/* Two repeats of one test are one witness here. */
static bool is_counted(const struct rg_result *result, const struct rg_finding *finding, size_t w)
{
    const struct rg_job *job = &result->jobs[finding->witnesses[w].job];
    for (size_t i = 0; i < w; i++) {
        const struct rg_job *other = &result->jobs[finding->witnesses[i].job];
        if (strcmp(other->test, job->test) == 0 && strcmp(other->config, job->config) == 0) {
            return true;
        }
    }
    return false;
}

struct rg_matrix *rg_matrix_make(const struct rg_result *result, struct rg_pool *pool)
{
    struct rg_matrix *matrix = rg_pool_alloc(pool, sizeof(*matrix));
    matrix->tests = rg_pool_alloc(pool, (result->job_count + 1) * sizeof(char *));
    matrix->configs = rg_pool_alloc(pool, (result->job_count + 1) * sizeof(char *));
    for (size_t i = 0; i < result->job_count; i++) {
        matrix->tests[i] = result->jobs[i].test;
        matrix->configs[i] = result->jobs[i].config;
    }
    matrix->test_count = sort_unique(matrix->tests, result->job_count);
    matrix->config_count = sort_unique(matrix->configs, result->job_count);
    matrix->cells =
        rg_pool_alloc(pool, matrix->test_count * matrix->config_count * sizeof(struct rg_cell));
    for (size_t i = 0; i < result->job_count; i++) {
        struct rg_cell *cell = cell_of(matrix, &result->jobs[i]);
        if (cell->jobs == 0 || result->jobs[i].outcome > cell->worst) {
            cell->worst = result->jobs[i].outcome;
        }
        cell->jobs++;
    }
    for (size_t i = 0; i < result->finding_count; i++) {
        const struct rg_finding *finding = &result->findings[i];
        for (size_t w = 0; w < finding->witness_count; w++) {
            if (!is_counted(result, finding, w)) {
                struct rg_cell *cell = cell_of(matrix, &result->jobs[finding->witnesses[w].job]);
                cell->fresh += finding->state == RG_STATE_NEW;
                cell->known += finding->state == RG_STATE_KNOWN;
            }
        }
    }
    return matrix;
}

const struct rg_cell *rg_matrix_cell(const struct rg_matrix *matrix, size_t test, size_t config)
{
    return &matrix->cells[test * matrix->config_count + config];
}

bool rg_cell_is_good(const struct rg_cell *cell)
{
    return cell->jobs == 0 || (cell->fresh == 0 && (cell->worst == RG_OUTCOME_RAN ||
                                                    cell->worst == RG_OUTCOME_SKIPPED));
}

const char *rg_cell_text(const struct rg_cell *cell, char buffer[RG_CELL_TEXT_BYTES])
{
    if (cell->jobs == 0) {
        return "-";
    }
    if (cell->worst > RG_OUTCOME_SKIPPED) {
        snprintf(buffer, RG_CELL_TEXT_BYTES, "%s%s", cell->fresh > 0 ? "new+" : "",
                 rg_outcome_name(cell->worst));
    } else if (cell->fresh > 0) {
        snprintf(buffer, RG_CELL_TEXT_BYTES, "%zu new", cell->fresh);
    } else if (cell->known > 0) {
        snprintf(buffer, RG_CELL_TEXT_BYTES, "%zu known", cell->known);
    } else {
        return cell->worst == RG_OUTCOME_SKIPPED ? "skipped" : "ok";
    }
    return buffer;
}

static bool row_is_good(const struct rg_matrix *matrix, size_t test)
{
    for (size_t i = 0; i < matrix->config_count; i++) {
        if (!rg_cell_is_good(rg_matrix_cell(matrix, test, i))) {
            return false;
        }
    }
    return true;
}

static void write_row(FILE *out, const struct rg_view *view, const struct rg_matrix *matrix,
                      size_t test)
{
    fputs("  ", out);
    size_t length = strlen(matrix->tests[test]);
    rg_utf8_put(out, RG_ESCAPE_TERMINAL, matrix->tests[test], NAME_WIDTH - 3);
    fprintf(out, "%*s", length < NAME_WIDTH - 3 ? (int)(NAME_WIDTH - length) : 1, "");
    for (size_t i = 0; i < matrix->config_count; i++) {
        char buffer[RG_CELL_TEXT_BYTES];
        const struct rg_cell *cell = rg_matrix_cell(matrix, test, i);
        const char *color = rg_cell_is_good(cell) ? "\033[32m" : "\033[31m";
        fprintf(out, " %s%-15s%s", view->use_color ? color : "", rg_cell_text(cell, buffer),
                view->use_color ? "\033[0m" : "");
    }
    fputs("\n", out);
}

void rg_matrix_write(FILE *out, const struct rg_view *view)
{
    struct rg_pool pool = {0};
    struct rg_matrix *matrix = rg_matrix_make(view->result, &pool);
    bool is_long = matrix->test_count > ROWS_SHOWN;
    size_t good = 0, shown = 0;
    if (matrix->test_count > 0) {
        fprintf(out, "  %-*s", NAME_WIDTH, "");
        for (size_t i = 0; i < matrix->config_count; i++) {
            fprintf(out, " %-15.15s", matrix->configs[i]);
        }
        fputs("\n", out);
    }
    for (size_t i = 0; i < matrix->test_count; i++) {
        bool is_good = row_is_good(matrix, i);
        good += is_good;
        if (!is_long || (!is_good && shown < ROWS_SHOWN)) {
            write_row(out, view, matrix, i);
            shown++;
        }
    }
    if (shown < matrix->test_count) {
        fprintf(out, "  %zu tests, %zu of them without anything to say; %zu shown\n",
                matrix->test_count, good, shown);
    }
    rg_pool_clear(&pool);
}
