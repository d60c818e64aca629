/*
 * tests/demos/look.h - how a cell of the matrix looks in the pictures.
 */
#ifndef DEMOS_LOOK_H
#define DEMOS_LOOK_H

#include "catalogue.h"

struct look {
    const char *colour;
    const char *letter; /* not by colour alone; empty where there is nothing to point at */
    const char *meaning;
};

extern const struct look cell_looks[CELL_COUNT];

#endif
