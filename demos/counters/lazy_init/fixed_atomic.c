/*
 * counters/lazy_init/fixed_atomic.c - release and acquire.
 *
 * FIX     The pointer is stored with release and loaded with acquire: who sees
 *         it sees what was written before it. Valgrind sees plain moves.
 * PYTHON  S4, Double-checked locking, lazy initialisation: no memory order to
 *         choose there
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   false-alarm data-race in get and make and use
 * expect drd        false-alarm data-race in get or make or use
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

#include <stdatomic.h>

struct config {
    int answer;
};

static pthread_barrier_t start;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static _Atomic(struct config *) config;

static void make(void)
{
    struct config *made = malloc(sizeof(*made));
    MUST(made == NULL ? ENOMEM : 0);
    made->answer = 42;
    atomic_store_explicit(&config, made, memory_order_release);
}

static struct config *get(void)
{
    if (atomic_load_explicit(&config, memory_order_acquire) == NULL) {
        MUST(pthread_mutex_lock(&lock));
        if (atomic_load_explicit(&config, memory_order_relaxed) == NULL) {
            make();
        }
        MUST(pthread_mutex_unlock(&lock));
    }
    return atomic_load_explicit(&config, memory_order_acquire);
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
