/*
 * tests/preload/nest.h - a mutex taken within another, or around something.
 */
#ifndef TESTS_PRELOAD_NEST_H
#define TESTS_PRELOAD_NEST_H

#include "preload/scenario.h"

static inline void nest(pthread_mutex_t *outer, pthread_mutex_t *inner)
{
    CHECK(pthread_mutex_lock(outer));
    CHECK(pthread_mutex_lock(inner));
    CHECK(pthread_mutex_unlock(inner));
    CHECK(pthread_mutex_unlock(outer));
}

/* The part while the mutex is held. */
static inline void holding(pthread_mutex_t *mutex, void (*part)(void))
{
    CHECK(pthread_mutex_lock(mutex));
    part();
    CHECK(pthread_mutex_unlock(mutex));
}

#endif
