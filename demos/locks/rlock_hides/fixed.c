/*
 * locks/rlock_hides/fixed.c - no callback under the lock.
 *
 * FIX     The listener is called after the unlock. The mutex need not be
 *         recursive any more.
 * PYTHON  S2 S4, RLock, only if the same thread re-enters: call back after the
 *         with block
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

static pthread_mutex_t lock;
static int width = 1;
static int height = 1;
static int area = 1;
static int wrong_areas;

static void listener(void)
{
    MUST(pthread_mutex_lock(&lock));
    wrong_areas += area != width * height;
    MUST(pthread_mutex_unlock(&lock));
}

static void set_size(int new_width, int new_height)
{
    MUST(pthread_mutex_lock(&lock));
    width = new_width;
    height = new_height;
    area = width * height;
    MUST(pthread_mutex_unlock(&lock));
    listener();
}

int main(void)
{
    pthread_mutexattr_t attributes;
    MUST(pthread_mutexattr_init(&attributes));
    MUST(pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_NORMAL));
    MUST(pthread_mutex_init(&lock, &attributes));
    set_size(3, 4);
    printf("the listener saw %d wrong areas\n", wrong_areas);
    return wrong_areas == 0 ? 0 : 1;
}
