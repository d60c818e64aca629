/*
 * tests/preload/meeting.h - processes that each take something, and only then, all at once, want
 * more.
 */
#ifndef TESTS_PRELOAD_MEETING_H
#define TESTS_PRELOAD_MEETING_H

#include "preload/shared_page.h"

enum { LONG_US = 700 * 1000 }; /* some looks at who waits for whom */

/* In memory that all processes share: how many have what they hold. */
struct meeting {
    pthread_barrier_t all_hold;
    pthread_cond_t cond;
};

static struct meeting *s_meeting;
static inline void make_meeting(unsigned count)
{
    pthread_barrierattr_t shared;
    s_page = anonymous_page();
    s_meeting =
        mmap(NULL, sizeof(*s_meeting), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    EXPECT((void *)s_meeting != MAP_FAILED);
    CHECK(pthread_barrierattr_init(&shared));
    CHECK(pthread_barrierattr_setpshared(&shared, PTHREAD_PROCESS_SHARED));
    CHECK(pthread_barrier_init(&s_meeting->all_hold, &shared, count));
}

static inline void wait_till_all_hold(void)
{
    (void)pthread_barrier_wait(&s_meeting->all_hold);
}

static inline void hold_then_want_mutex(pthread_mutex_t *hold, pthread_mutex_t *want)
{
    CHECK(pthread_mutex_lock(hold));
    wait_till_all_hold();
    CHECK(pthread_mutex_lock(want));
    CHECK(pthread_mutex_unlock(want));
    CHECK(pthread_mutex_unlock(hold));
}

static inline void lock_a(void)
{
    CHECK(pthread_mutex_lock(&s_page->a));
    CHECK(pthread_mutex_unlock(&s_page->a));
}

static inline void a_then_b(void)
{
    hold_then_want_mutex(&s_page->a, &s_page->b);
}

static inline void b_then_a(void)
{
    hold_then_want_mutex(&s_page->b, &s_page->a);
}

static inline pid_t begin(void (*part)(void))
{
    pid_t child = fork();
    EXPECT(child >= 0);
    if (child == 0) {
        part();
        exit(0);
    }
    return child;
}

#endif
