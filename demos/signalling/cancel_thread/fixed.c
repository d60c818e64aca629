/*
 * signalling/cancel_thread/fixed.c - the walk is locked.
 *
 * FIX     Nobody leaves the table during the walk.
 * PYTHON  S4, A dedicated cancellation thread: with lock: for t in
 *         list(threads)
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

enum { WORKERS = 2 };

struct worker {
    pthread_t thread;
    int busy;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t start;
static struct worker *table[WORKERS];

/* A worker that has finished takes itself out of the table. */
static void *work(void *number)
{
    long i = (long)number;
    demo_meet(&start);
    MUST(pthread_mutex_lock(&lock));
    table[i]->busy = 0;
    table[i] = NULL;
    MUST(pthread_mutex_unlock(&lock));
    return NULL;
}

/* The watcher counts who still works, in order to cancel them. */
static void *watch(void *unused)
{
    long busy = 0;
    (void)unused;
    demo_meet(&start);
    MUST(pthread_mutex_lock(&lock));
    for (int i = 0; i < WORKERS; i++) {
        struct worker *worker = table[i];
        busy += worker != NULL && worker->busy;
    }
    MUST(pthread_mutex_unlock(&lock));
    return (void *)busy;
}

int main(void)
{
    static struct worker workers[WORKERS];
    pthread_t watcher;
    void *busy;
    MUST(pthread_barrier_init(&start, NULL, WORKERS + 1));
    for (long i = 0; i < WORKERS; i++) {
        workers[i].busy = 1;
        table[i] = &workers[i];
    }
    MUST(pthread_create(&watcher, NULL, watch, NULL));
    for (long i = 0; i < WORKERS; i++) {
        MUST(pthread_create(&workers[i].thread, NULL, work, (void *)i));
    }
    for (int i = 0; i < WORKERS; i++) {
        MUST(pthread_join(workers[i].thread, NULL));
    }
    MUST(pthread_join(watcher, &busy));
    printf("%ld of %d were busy\n", (long)busy, WORKERS);
    return 0;
}
