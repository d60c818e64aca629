#include "look.h"

const struct look cell_looks[CELL_COUNT] = {
    [CELL_HIT] = {"#2f9e62", "+", "hit"},
    [CELL_MISS] = {"#d1495b", "o", "miss"},
    [CELL_NOT_ITS_JOB] = {"#dfe3e6", "", "not its job"},
    [CELL_HANG] = {"#8e6bbf", "~", "hangs, and says nothing"},
    [CELL_CRASH] = {"#222222", "X", "tool breaks"},
    [CELL_SILENT] = {"#cfead9", "", "silent, rightly"},
    [CELL_FALSE_ALARM] = {"#f2a541", "!", "false alarm"},
};
