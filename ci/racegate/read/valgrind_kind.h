/*
 * read/valgrind_kind.h - Helgrind's and DRD's words, put into the model's.
 */
#ifndef RG_READ_VALGRIND_KIND_H
#define RG_READ_VALGRIND_KIND_H

#include "model/report.h"

/* The title of a stack that shows where a heap block was made. */
#define RG_VALGRIND_ALLOCATED "The block was allocated here"

/* Both tools use one XML kind for several mistakes; the text `what` tells them apart. */
enum rg_kind rg_valgrind_kind(const char *kind, const char *what);
/* What a stack shows, from the text before it; `index` counts the stacks of this error. */
enum rg_role rg_valgrind_role(enum rg_kind kind, size_t index, const char *title);
/* Learn the variable or the heap block from one auxiliary text. */
void rg_valgrind_object(struct rg_report *report, struct rg_pool *pool, const char *text);

#endif
