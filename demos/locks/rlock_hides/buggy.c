/*
 * locks/rlock_hides/buggy.c - a callback sees the middle.        Cure: fixed.c
 *
 * BUG     set_size() tells its listener while it holds the lock and is half
 *         done. The listener takes the lock, which is recursive, and finds an
 *         area that belongs to no size.
 * WHEN    On every call. A normal mutex would have hung here and shown the
 *         mistake at once.
 * FIX     Tell listeners when the work is done and the lock is released.
 * PYTHON  S2 S4, RLock, only if the same thread re-enters: an RLock lets a
 *         callback into a half-made change
 *
 * expect plain      wrong
 * expect tsan-gcc   misses reentrancy
 * expect tsan-clang misses reentrancy
 * expect helgrind   misses reentrancy
 * expect drd        misses reentrancy
 * expect lockcheck  misses reentrancy
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
    listener();
    area = width * height;
    MUST(pthread_mutex_unlock(&lock));
}

int main(void)
{
    pthread_mutexattr_t attributes;
    MUST(pthread_mutexattr_init(&attributes));
    MUST(pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE));
    MUST(pthread_mutex_init(&lock, &attributes));
    set_size(3, 4);
    printf("the listener saw %d wrong areas\n", wrong_areas);
    return wrong_areas == 0 ? 0 : 1;
}
