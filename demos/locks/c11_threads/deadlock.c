/*
 * locks/c11_threads/deadlock.c - abba with <threads.h>.          Cure: fixed.c
 *
 * BUG     As abba, with mtx_lock and thrd_create. TSan does not know C11
 *         threads and DRD does not either: both crash.
 * WHEN    Both between their two lock calls.
 * FIX     One order for everyone.
 * PYTHON  S1, The threading API, C11 threads: one API only there
 *
 * expect plain      ok
 * expect tsan-gcc   crashes
 * expect tsan-clang crashes
 * expect helgrind   reports lock-order in ab and ba
 * expect drd        crashes
 * expect lockcheck  reports lock-order in ab and ba
 */
#include "../../common/demo.h"

#include <threads.h>

#define MUST_C11(call) \
    demo_must((call) == thrd_success ? 0 : EINVAL, #call, __FILE__, __LINE__)

static mtx_t a;
static mtx_t b;
static sem_t first_is_done; /* stands for luck: they do not meet */

static int ab(void *unused)
{
    (void)unused;
    MUST_C11(mtx_lock(&a));
    MUST_C11(mtx_lock(&b));
    MUST_C11(mtx_unlock(&b));
    MUST_C11(mtx_unlock(&a));
    MUST_SYS(sem_post(&first_is_done));
    return 0;
}

static int ba(void *unused)
{
    (void)unused;
    MUST_SYS(sem_wait(&first_is_done));
    MUST_C11(mtx_lock(&b));
    MUST_C11(mtx_lock(&a));
    MUST_C11(mtx_unlock(&a));
    MUST_C11(mtx_unlock(&b));
    return 0;
}

int main(void)
{
    thrd_t first;
    thrd_t second;
    MUST_C11(mtx_init(&a, mtx_plain));
    MUST_C11(mtx_init(&b, mtx_plain));
    MUST_SYS(sem_init(&first_is_done, 0, 0));
    MUST_C11(thrd_create(&first, ab, NULL));
    MUST_C11(thrd_create(&second, ba, NULL));
    MUST_C11(thrd_join(first, NULL));
    MUST_C11(thrd_join(second, NULL));
    puts("survived: this time they did not meet");
    return 0;
}
