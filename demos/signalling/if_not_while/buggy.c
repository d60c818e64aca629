/*
 * signalling/if_not_while/buggy.c - told, but not what.          Cure: fixed.c
 *
 * BUG     A wake-up says that something may have changed, not that the light
 *         is green. `if` takes it for that.
 * WHEN    Any broadcast for another reason, and spurious wake-ups, which POSIX
 *         allows.
 * FIX     while.
 * PYTHON  S1 S2, Event: if not green: condition.wait()
 *
 * expect plain      wrong
 * expect tsan-gcc   misses atomicity
 * expect tsan-clang misses atomicity
 * expect helgrind   misses atomicity
 * expect drd        misses atomicity
 * expect lockcheck  misses atomicity
 */
#include "../../common/demo.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static sem_t waits_or_left;
static int green;
static int crossed_at_red;

static void *cross(void *unused)
{
    (void)unused;
    MUST(pthread_mutex_lock(&lock));
    if (!green) {
        MUST_SYS(sem_post(&waits_or_left));
        MUST(pthread_cond_wait(&changed, &lock));
    }
    crossed_at_red += !green;
    MUST_SYS(sem_post(&waits_or_left));
    MUST(pthread_mutex_unlock(&lock));
    return NULL;
}

static void set_light(int is_green)
{
    MUST(pthread_mutex_lock(&lock));
    green = is_green;
    MUST(pthread_cond_broadcast(&changed));
    MUST(pthread_mutex_unlock(&lock));
}

int main(void)
{
    pthread_t walker;
    demo_may_hang();
    MUST_SYS(sem_init(&waits_or_left, 0, 0));
    MUST(pthread_create(&walker, NULL, cross, NULL));
    MUST_SYS(sem_wait(&waits_or_left));
    set_light(0); /* red, as it was; it is told all the same */
    MUST_SYS(sem_wait(&waits_or_left));
    set_light(1);
    MUST(pthread_join(walker, NULL));
    printf("%d crossed at red\n", crossed_at_red);
    return crossed_at_red == 0 ? 0 : 1;
}
