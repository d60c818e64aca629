#include "preload/thread_end.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdbool.h>
#include <threads.h>

#include "base/atomics.h"
#include "preload/real.h"
#include "runtime/thread.h"

static pthread_key_t s_end_key;
static _Atomic bool s_has_end_key;

/*
 * Whether a destructor of the program may still come: one that sets its value anew in every round,
 * as we do, is called in the last one after us.
 */
static bool are_values_left(void)
{
    bool any = false;
    for (pthread_key_t key = 0; key < PTHREAD_KEYS_MAX && !any; key++) {
        any = pthread_getspecific(key) != NULL;
    }
    return any;
}

/*
 * The thread is over only when the program's own destructors are done, and they may take locks. The
 * C library calls destructors in rounds; we come back until the last.
 */
static void end_of_thread(void *rounds)
{
    uintptr_t round = (uintptr_t)rounds;
    if (round < PTHREAD_DESTRUCTOR_ITERATIONS) {
        (void)pthread_setspecific(s_end_key, (void *)(round + 1));
    } else {
        lc_thread_die(!are_values_left());
    }
}

void lc_thread_end_start(void)
{
    lc_store_relaxed(&s_has_end_key, LC_REAL(pthread_key_create)(&s_end_key, end_of_thread) == 0);
}

void lc_thread_end_watch(void)
{
    if (lc_load_relaxed(&s_has_end_key)) {
        (void)pthread_setspecific(s_end_key, (void *)1);
    }
}

void lc_thread_end_returned(void)
{
    if (!lc_load_relaxed(&s_has_end_key)) {
        lc_thread_die(false); /* the program's destructors are still to come */
    }
}

/* The program wants the last key there is, and that is ours. */
static bool give_key_back(void)
{
    return lc_exchange_relaxed(&s_has_end_key, false) && pthread_key_delete(s_end_key) == 0;
}

LC_EXPORT int pthread_key_create(pthread_key_t *key, void (*destructor)(void *))
{
    int result = LC_REAL(pthread_key_create)(key, destructor);
    if (result == EAGAIN && give_key_back()) {
        result = LC_REAL(pthread_key_create)(key, destructor);
    }
    return result;
}

LC_EXPORT int tss_create(tss_t *key, tss_dtor_t destructor)
{
    int result = LC_REAL(tss_create)(key, destructor);
    if (result != thrd_success && give_key_back()) {
        result = LC_REAL(tss_create)(key, destructor);
    }
    return result;
}
