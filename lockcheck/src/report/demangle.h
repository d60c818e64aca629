/*
 * report/demangle.h - C++ names as a person writes them.
 */
#ifndef LC_REPORT_DEMANGLE_H
#define LC_REPORT_DEMANGLE_H

#include "base/arena.h"

/* The demangled name in the arena, or `name` itself when it is not a mangled one. */
const char *lc_demangle(struct lc_arena *arena, const char *name);

#endif
