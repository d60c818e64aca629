/*
 * tests/preload/rwlock.h - read-write locks, taken and released in few letters.
 */
#ifndef TESTS_PRELOAD_RWLOCK_H
#define TESTS_PRELOAD_RWLOCK_H

#include "preload/scenario.h"

static inline void r(pthread_rwlock_t *lock)
{
    CHECK(pthread_rwlock_rdlock(lock));
}

static inline void w(pthread_rwlock_t *lock)
{
    CHECK(pthread_rwlock_wrlock(lock));
}

static inline void u(pthread_rwlock_t *lock)
{
    CHECK(pthread_rwlock_unlock(lock));
}

/* Of the kind that lets no more readers in before a writer that waits. */
static inline void make_writer_first(pthread_rwlock_t *lock)
{
    pthread_rwlockattr_t attributes;
    CHECK(pthread_rwlockattr_init(&attributes));
    CHECK(pthread_rwlockattr_setkind_np(&attributes, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP));
    CHECK(pthread_rwlock_init(lock, &attributes));
    CHECK(pthread_rwlockattr_destroy(&attributes));
}

#endif
