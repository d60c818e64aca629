/*
 * tests/preload/robust.h - mutexes that tell the next one that their owner has died.
 */
#ifndef TESTS_PRELOAD_ROBUST_H
#define TESTS_PRELOAD_ROBUST_H

#include "preload/scenario.h"

static inline void make_robust(pthread_mutex_t *mutex)
{
    pthread_mutexattr_t attributes;
    CHECK(pthread_mutexattr_init(&attributes));
    CHECK(pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST));
    CHECK(pthread_mutex_init(mutex, &attributes));
    CHECK(pthread_mutexattr_destroy(&attributes));
}

#endif
