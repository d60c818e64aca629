/*
 * tests/preload/event.h - something that threads wait for, on a condition or at a semaphore.
 */
#ifndef TESTS_PRELOAD_EVENT_H
#define TESTS_PRELOAD_EVENT_H

#include <poll.h>
#include <semaphore.h>

#include "preload/scenario.h"

static pthread_mutex_t s_mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t s_cond = PTHREAD_COND_INITIALIZER;
static sem_t s_ready, s_posted;
static int s_happened;

static inline void lock(pthread_mutex_t *mutex)
{
    CHECK(pthread_mutex_lock(mutex));
}

static inline void unlock(pthread_mutex_t *mutex)
{
    CHECK(pthread_mutex_unlock(mutex));
}

static inline void sem_take(sem_t *sem)
{
    EXPECT(sem_wait(sem) == 0);
}

static inline void *wait_on_cond(void *unused)
{
    lock(&s_mutex);
    EXPECT(sem_post(&s_ready) == 0);
    while (!s_happened) {
        CHECK(pthread_cond_wait(&s_cond, &s_mutex));
    }
    unlock(&s_mutex);
    return unused;
}

static inline void happen(void)
{
    lock(&s_mutex);
    s_happened = 1;
    CHECK(pthread_cond_broadcast(&s_cond));
    unlock(&s_mutex);
}

/* As long as three looks take: a process that is not stuck must not be called so meanwhile. */
static inline void let_looks_pass(void)
{
    EXPECT(poll(NULL, 0, 700) == 0);
}

#endif
