/*
 * counters/lazy_init/fixed.c - pthread_once.
 *
 * FIX     pthread_once runs the function once and orders it before every
 *         return. Helgrind does not know pthread_once.
 * PYTHON  S4, Double-checked locking, lazy initialisation: build it before the
 *         threads start, or under a Lock
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   false-alarm data-race in get and make and use
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

struct config {
    int answer;
};

static pthread_barrier_t start;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static struct config *config;

static void make(void)
{
    struct config *made = malloc(sizeof(*made));
    MUST(made == NULL ? ENOMEM : 0);
    made->answer = 42;
    config = made;
}

static struct config *get(void)
{
    MUST(pthread_once(&once, make));
    return config;
}

static void *use(void *unused)
{
    (void)unused;
    demo_meet(&start);
    return (void *)(long)get()->answer;
}

int main(void)
{
    pthread_t threads[2];
    void *answers[2];
    MUST(pthread_barrier_init(&start, NULL, 2));
    for (int i = 0; i < 2; i++) {
        MUST(pthread_create(&threads[i], NULL, use, NULL));
    }
    for (int i = 0; i < 2; i++) {
        MUST(pthread_join(threads[i], &answers[i]));
    }
    printf("answers %ld %ld\n", (long)answers[0], (long)answers[1]);
    return answers[0] == answers[1] ? 0 : 1;
}
