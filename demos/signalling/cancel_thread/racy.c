/*
 * signalling/cancel_thread/racy.c - the watcher reads the table.
 *
 * BUG     The workers change the table under the lock; the watcher walks it
 *         without. It may hold a worker that has just gone.
 * WHEN    A worker ends while the watcher looks.
 * FIX     The watcher takes the lock for the walk.
 * PYTHON  S4, A dedicated cancellation thread: for t in threads: over a list
 *         that shrinks meanwhile
 *
 * expect plain      ok
 * expect tsan-gcc   reports data-race in watch and work
 * expect tsan-clang reports data-race in watch and work
 * expect helgrind   reports data-race in watch and work
 * expect drd        reports data-race in watch or work
 * expect lockcheck  misses data-race
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
    for (int i = 0; i < WORKERS; i++) {
        struct worker *worker = table[i];
        busy += worker != NULL && worker->busy;
    }
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
