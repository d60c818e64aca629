/*
 * preload/cond_life.h - conditions begin and end, under all their names.
 *
 * Called before the real call: that may wait until everybody who waits is gone.
 */
#ifndef LC_PRELOAD_COND_LIFE_H
#define LC_PRELOAD_COND_LIFE_H

void lc_cond_begins(void *cond, void *site, void *depth);
void lc_cond_ends(void *cond, void *site, void *depth);

#endif
