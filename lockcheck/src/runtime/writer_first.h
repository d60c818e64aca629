/*
 * runtime/writer_first.h - rwlocks that let no reader past a waiting writer.
 *
 * With such a lock two readers can block each other, but only when somebody comes to write. A lock
 * that is written before there are other threads, and read ever after, stays harmless.
 *
 * Cost:    a thread that is known to write the lock with what it holds: a hash and a compare.
 */
#ifndef LC_RUNTIME_WRITER_FIRST_H
#define LC_RUNTIME_WRITER_FIRST_H

#include "runtime/held.h"

LC_COLD void lc_writer_first_new(struct lc_thread *self, void *rwlock, uint64_t key, void *site,
                                 void *depth);

/* The thread is about to write-lock an rwlock of this kind. */
LC_HOT_INLINE void lc_writer_first_note(struct lc_thread *self, void *rwlock, void *site,
                                        void *depth)
{
    enum { SALT = 0x5752 };
    uint32_t count = lc_held_count(self);
    uint64_t held = count ? lc_held_hash_with(self, count, rwlock, LC_MODE_WRITE)
                          : self->base_hash ^ lc_held_key(rwlock, LC_MODE_WRITE);
    uint64_t key = lc_hash_mix(held + SALT);
    if (LC_UNLIKELY(*lc_seen_slot(self, key) != key)) {
        lc_writer_first_new(self, rwlock, key, site, depth);
    }
}

#endif
