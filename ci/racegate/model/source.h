/*
 * model/source.h - a source file by the name that every build and every machine has for it.
 *
 * Two functions of one name in two files are two functions: test programs are full of them.
 */
#ifndef RG_MODEL_SOURCE_H
#define RG_MODEL_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/pool.h"

/* Folders that lie elsewhere on another machine or in another build: of sources, of builds. */
struct rg_roots {
    const char **paths;
    size_t count;
};

/* Copies `path`; NULL, "" and "/" are no roots. Once is enough for each. */
void rg_roots_add(struct rg_roots *roots, struct rg_pool *pool, const char *path);
/*
 * The path from the innermost root that `file` lies in. Where that is not known, what is known of
 * its end, behind a mark: of a relative path all of it, of a file outside of all roots the last
 * part. NULL: `file` is.
 */
#define RG_SOURCE_SOMEWHERE "*/"

char *rg_source_name(const struct rg_roots *roots, const char *file, struct rg_pool *pool);
/* Can these names be one file? Equal, or one of them is marked and ends the other; NULL is any. */
bool rg_source_fits(const char *a, const char *b);
/* How much a name leaves open, from 0 to RG_SOURCE_VAGUE_MAX for NULL. */
enum { RG_SOURCE_VAGUE_MAX = 9 };
unsigned rg_source_vagueness(const char *name);

#endif
