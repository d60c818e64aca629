/*
 * runtime/annotation.h - what the program says about its locks (lockcheck/annotate.h).
 *
 * Owns:    names, each text once; the ranges of unpublished objects.
 * Threads: functions named _locked are under g_lc.cold; the others are called from outside the
 *          runtime.
 */
#ifndef LC_RUNTIME_ANNOTATION_H
#define LC_RUNTIME_ANNOTATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/locks.h"
#include "runtime/thread.h"
#include "trace/format.h"

/* Name a lock of any kind. `of` is LC_NAME_LOCK or LC_NAME_LOCK_CLASS. */
void lc_annotation_name(struct lc_thread *self, void *lock, enum lc_name_of of, const char *name);
/* The lock has just been recorded: so are its names. */
void lc_annotation_record_names_locked(const struct lc_lock *lock);

void lc_annotation_unpublished(struct lc_thread *self, uintptr_t start, size_t bytes);
void lc_annotation_published(struct lc_thread *self, uintptr_t start);
/* Whether only this thread knows of what is at the address. */
bool lc_annotation_is_private_locked(const struct lc_thread *self, uintptr_t address);

void lc_annotation_happens_before(struct lc_thread *self, void *token);
void lc_annotation_happens_after(struct lc_thread *self, void *token);

/* Forget all (a fork child). */
void lc_annotations_reset_locked(void);

#endif
