/*
 * model/frame.h - whose code a stack frame is, and the name by which it is compared.
 */
#ifndef RG_MODEL_FRAME_H
#define RG_MODEL_FRAME_H

#include "model/report.h"

/*
 * Set is_project on each frame of each stack: neither libc, the C++ library, the compiler's or a
 * detector's runtime, nor the loader.
 */
void rg_frame_classify(struct rg_report *report);
/* The innermost project frame; the innermost named one when there is none; NULL: empty stack. */
const struct rg_frame *rg_frame_top(const struct rg_stack *stack);
/*
 * The function's name as every compiler and symbolizer would spell it: no parameters, no clone
 * suffix, no symbol version, one spelling for lambdas. Without a name "module+0xoffset": that holds
 * for one build only, but never makes two findings one. Never NULL.
 */
char *rg_frame_name(const struct rg_frame *frame, struct rg_pool *pool);

#endif
