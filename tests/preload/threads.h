/*
 * tests/preload/threads.h - threads that are started, and joined.
 */
#ifndef TESTS_PRELOAD_THREADS_H
#define TESTS_PRELOAD_THREADS_H

#include "preload/scenario.h"

static inline pthread_t start(void *(*routine)(void *), void *argument)
{
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, routine, argument));
    return thread;
}

static inline void join(pthread_t thread)
{
    CHECK(pthread_join(thread, NULL));
}

#endif
