/*
 * runtime/inherited.h - locks that came over a fork, held by the thread that forked.
 *
 * A program takes its locks before a fork, and in the child initialises them anew instead of
 * releasing them. That is no lock in use that goes.
 *
 * Threads: written in the child while it has one thread; read by any.
 */
#ifndef LC_RUNTIME_INHERITED_H
#define LC_RUNTIME_INHERITED_H

#include <stdbool.h>

#include "runtime/thread.h"

/* In the child: what `self` holds it has from its parent. */
void lc_inherited_fork_child(const struct lc_thread *self);
bool lc_inherited_has(const void *lock);

#endif
