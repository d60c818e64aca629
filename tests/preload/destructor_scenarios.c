/* A thread's end is not its last act while destructors of thread-specific data are to come. */
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "preload/scenario.h"

static pthread_mutex_t s_mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t s_cond = PTHREAD_COND_INITIALIZER;
static pthread_key_t s_key;
static bool s_is_over;

static void say_over(void)
{
    CHECK(pthread_mutex_lock(&s_mutex));
    s_is_over = true;
    CHECK(pthread_cond_broadcast(&s_cond));
    CHECK(pthread_mutex_unlock(&s_mutex));
}

static void come_again(void *round)
{
    CHECK(pthread_setspecific(s_key, (char *)round + 1));
}

/* As libraries do that others' destructors may still call. */
static void signal_in_last_round(void *round)
{
    if ((uintptr_t)round < PTHREAD_DESTRUCTOR_ITERATIONS) {
        come_again(round);
    } else {
        say_over();
    }
}

static void forget_before_last_round(void *round)
{
    if ((uintptr_t)round + 1 < PTHREAD_DESTRUCTOR_ITERATIONS) {
        come_again(round);
    }
}

/* It gets the mutex when the other one waits. */
static void *end_with_value(void *unused)
{
    CHECK(pthread_setspecific(s_key, (void *)1));
    CHECK(pthread_mutex_lock(&s_mutex));
    CHECK(pthread_mutex_unlock(&s_mutex));
    return unused;
}

static void wait_for_end(void (*destructor)(void *))
{
    pthread_t thread;
    CHECK(pthread_key_create(&s_key, destructor));
    CHECK(pthread_mutex_lock(&s_mutex));
    CHECK(pthread_create(&thread, NULL, end_with_value, NULL));
    while (!s_is_over) {
        CHECK(pthread_cond_wait(&s_cond, &s_mutex));
    }
    CHECK(pthread_mutex_unlock(&s_mutex));
    CHECK(pthread_join(thread, NULL));
}

static void last_round_signals(void)
{
    wait_for_end(signal_in_last_round);
}

static void nobody_signals(void)
{
    wait_for_end(forget_before_last_round);
}

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {{"last_round_signals", last_round_signals},
                                                {"nobody_signals", nobody_signals},
                                                {NULL, NULL}};
    return scenario_main(argc, argv, scenarios);
}
