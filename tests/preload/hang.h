/*
 * tests/preload/hang.h - threads that each take something, and only then, all at once, want more.
 *
 * What deadlocks by bad luck in real life does so every time here. The alarm of scenario.h ends a
 * hang that nobody explains.
 */
#ifndef TESTS_PRELOAD_HANG_H
#define TESTS_PRELOAD_HANG_H

#include "preload/scenario.h"

struct hold_want {
    void (*hold)(void);
    void (*want)(void);
};

static const struct hold_want *s_hold_wants;
static int s_hold_want_count;

static void *hold_then_want(void *argument)
{
    int index = (int)(long)argument;
    wait_for_turn(index);
    s_hold_wants[index].hold();
    end_turn();
    wait_for_turn(s_hold_want_count);
    s_hold_wants[index].want();
    return NULL;
}

static inline void all_hold_then_want(const struct hold_want *parts, int count)
{
    enum { THREADS_MAX = 64 };
    pthread_t threads[THREADS_MAX];
    EXPECT(count <= THREADS_MAX);
    s_hold_wants = parts;
    s_hold_want_count = count;
    s_turns.turn = -1;
    for (int i = 0; i < count; i++) {
        CHECK(pthread_create(&threads[i], NULL, hold_then_want, (void *)(long)i));
    }
    end_turn();
    for (int i = 0; i < count; i++) {
        CHECK(pthread_join(threads[i], NULL));
    }
}

#define HOLD_THEN_WANT(...)                      \
    all_hold_then_want(                          \
        (const struct hold_want[]){__VA_ARGS__}, \
        (int)(sizeof((struct hold_want[]){__VA_ARGS__}) / sizeof(struct hold_want)))

#endif
