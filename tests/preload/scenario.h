/*
 * tests/preload/scenario.h - programs of many small scenarios, one run each.
 *
 * `PROGRAM NAME` runs one; without a name it lists them. Threads take turns by semaphores nobody
 * tracks as locks, so that every order is forced, no run hangs, and all threads are alive together:
 * creation and join order nothing among them.
 */
#ifndef TESTS_PRELOAD_SCENARIO_H
#define TESTS_PRELOAD_SCENARIO_H

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct scenario {
    const char *name;
    void (*run)(void);
};

#define CHECK(call)                                                                                \
    do {                                                                                           \
        int check_result = (call);                                                                 \
        if (check_result != 0) {                                                                   \
            fprintf(stderr, "%s:%d: %s: %s\n", __FILE__, __LINE__, #call, strerror(check_result)); \
            exit(3);                                                                               \
        }                                                                                          \
    } while (0)

#define EXPECT(condition)                                                           \
    do {                                                                            \
        if (!(condition)) {                                                         \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
            exit(3);                                                                \
        }                                                                           \
    } while (0)

/* Threads in turn: the next begins its part when the one before has ended its own. */
struct turns {
    pthread_mutex_t mutex; /* held for moments, with nothing else: it makes no dependency */
    pthread_cond_t changed;
    int turn;
    void (*const *parts)(void);
};

static struct turns s_turns = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, NULL};

static void wait_for_turn(int turn)
{
    CHECK(pthread_mutex_lock(&s_turns.mutex));
    while (s_turns.turn != turn) {
        CHECK(pthread_cond_wait(&s_turns.changed, &s_turns.mutex));
    }
    CHECK(pthread_mutex_unlock(&s_turns.mutex));
}

static void end_turn(void)
{
    CHECK(pthread_mutex_lock(&s_turns.mutex));
    s_turns.turn++;
    CHECK(pthread_cond_broadcast(&s_turns.changed));
    CHECK(pthread_mutex_unlock(&s_turns.mutex));
}

static void *take_turn(void *argument)
{
    int index = (int)(long)argument;
    wait_for_turn(index);
    s_turns.parts[index]();
    end_turn();
    return NULL;
}

/* Each part in a thread of its own, one after the other, all of them alive from first to last. */
static inline void in_turn(void (*const *parts)(void), int count)
{
    enum { THREADS_MAX = 64 };
    pthread_t threads[THREADS_MAX];
    EXPECT(count <= THREADS_MAX);
    s_turns.parts = parts;
    s_turns.turn = -1;
    for (int i = 0; i < count; i++) {
        CHECK(pthread_create(&threads[i], NULL, take_turn, (void *)(long)i));
    }
    end_turn();
    for (int i = 0; i < count; i++) {
        CHECK(pthread_join(threads[i], NULL));
    }
}

#define IN_TURN(...)                              \
    in_turn((void (*const[])(void)){__VA_ARGS__}, \
            (int)(sizeof((void (*const[])(void)){__VA_ARGS__}) / sizeof(void (*)(void))))

static inline void *run_part(void *argument)
{
    void (**part)(void) = argument;
    (*part)();
    return NULL;
}

/* The part in a thread that is created now and joined before this returns. */
static inline void in_thread(void (*part)(void))
{
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, run_part, &part));
    CHECK(pthread_join(thread, NULL));
}

static inline int scenario_main(int argc, char **argv, const struct scenario *scenarios)
{
    for (const struct scenario *s = scenarios; s->name; s++) {
        if (argc < 2) {
            puts(s->name);
        } else if (strcmp(s->name, argv[1]) == 0) {
            (void)alarm(60);
            s->run();
            puts("done");
            return 0;
        }
    }
    return argc < 2 ? 0 : 2;
}

#endif
