/*
 * signalling/event/fixed.c - mutex, condition, predicate.
 *
 * FIX     The flag is read and written under the mutex; the waiter sleeps.
 * PYTHON  S1 S2, Event: threading.Event is made of just this
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int ready;
static int value;

static void *produce(void *unused)
{
    (void)unused;
    value = 42;
    MUST(pthread_mutex_lock(&lock));
    ready = 1;
    MUST(pthread_cond_signal(&changed));
    MUST(pthread_mutex_unlock(&lock));
    return NULL;
}

static void *consume(void *unused)
{
    (void)unused;
    MUST(pthread_mutex_lock(&lock));
    while (!ready) {
        MUST(pthread_cond_wait(&changed, &lock));
    }
    MUST(pthread_mutex_unlock(&lock));
    return (void *)(long)value;
}

int main(void)
{
    pthread_t producer;
    pthread_t consumer;
    void *got;
    MUST(pthread_create(&consumer, NULL, consume, NULL));
    MUST(pthread_create(&producer, NULL, produce, NULL));
    MUST(pthread_join(producer, NULL));
    MUST(pthread_join(consumer, &got));
    printf("got %ld\n", (long)got);
    return (long)got == 42 ? 0 : 1;
}
