/*
 * model/object.h - one name for a variable that every tool spells in its own way.
 */
#ifndef RG_MODEL_OBJECT_H
#define RG_MODEL_OBJECT_H

#include "base/pool.h"

/*
 * "counter" for "counter", "counter.0" (gcc, a static of a function), "main.counter" (clang),
 * "main::counter", "counter[3].x" and "_ZN4bank7counterE". NULL when there is no name in it.
 */
char *rg_object_name(const char *object, struct rg_pool *pool);

#endif
