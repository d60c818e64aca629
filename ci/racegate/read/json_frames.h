/*
 * read/json_frames.h - the frames of a stack in lockcheck's JSON, and in our own.
 */
#ifndef RG_READ_JSON_FRAMES_H
#define RG_READ_JSON_FRAMES_H

#include <jansson.h>

#include "base/pool.h"
#include "model/report.h"

/* Adds them. Texts live as long as `frames`; what a frame lacks is NULL, or 0. */
void rg_read_frames(struct rg_stack *stack, struct rg_pool *pool, const json_t *frames);

#endif
