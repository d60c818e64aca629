/*
 * read/tsan_frame.h - one line of a ThreadSanitizer stack.
 *
 *     #0 bump /home/me/race.c:6:31 (race+0x1205) (BuildId: 0badcafe)
 *
 * Everything but the number may be missing or "<null>". Names and paths may hold blanks.
 */
#ifndef RG_READ_TSAN_FRAME_H
#define RG_READ_TSAN_FRAME_H

#include "model/report.h"

/* True when `line` is a frame; `frame` then has what could be made out, in `pool`. */
bool rg_tsan_frame_parse(const char *line, struct rg_frame *frame, struct rg_pool *pool);

#endif
