/*
 * write/shared.h - what several writers say in the same words.
 */
#ifndef RG_WRITE_SHARED_H
#define RG_WRITE_SHARED_H

#include "write/writer.h"

/* The path relative to the source root when it is below it; NULL stays NULL. */
const char *rg_view_path(const struct rg_view *view, const char *path);
/* "bank.c:41", "bank.c", the module, or "?". */
char *rg_view_location(const struct rg_view *view, const struct rg_frame *frame,
                       struct rg_pool *pool);
/* The stack frame to show as the place of the finding; NULL: there is none with a file. */
const struct rg_frame *rg_view_primary(const struct rg_view *view,
                                       const struct rg_finding *finding);
/* "Data race on counter: transfer (bank.c:41) and audit (audit.c:7)". */
char *rg_view_headline(const struct rg_view *view, const struct rg_finding *finding,
                       struct rg_pool *pool);
/* "tsan-gcc, helgrind": the distinct configurations of its witnesses. */
char *rg_view_witnesses(const struct rg_view *view, const struct rg_finding *finding,
                        struct rg_pool *pool);
bool rg_view_shows(const struct rg_view *view, const struct rg_finding *finding);
/* The finding fails the run. */
bool rg_finding_fails(const struct rg_finding *finding);

#endif
