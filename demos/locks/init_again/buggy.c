/*
 * locks/init_again/buggy.c - opened twice, initialised twice.    Cure: fixed.c
 *
 * BUG     Each user of the log opens it, and each opening makes its lock anew:
 *         whoever held it then would hold it no more, without knowing.
 * WHEN    With one user, never. With two, a thread in log_line() while another
 *         one opens; not in this run.
 * FIX     pthread_once (fixed.c), or a static initialiser.
 * PYTHON  S4, Double-checked locking, lazy initialisation: lock = Lock() in a
 *         function that is called twice
 *
 * expect plain      ok
 * expect tsan-gcc   misses init-again
 * expect tsan-clang misses init-again
 * expect helgrind   misses init-again
 * expect drd        reports init-again in log_open
 * expect lockcheck  reports init-again in log_open
 */
#include "../../common/demo.h"

static pthread_mutex_t lock;
static int lines;

static void log_open(void)
{
    MUST(pthread_mutex_init(&lock, NULL));
}

static void log_line(void)
{
    MUST(pthread_mutex_lock(&lock));
    lines++;
    MUST(pthread_mutex_unlock(&lock));
}

/* Two libraries that both use the log, and both open it. */
static void library_one(void)
{
    log_open();
    log_line();
}

static void library_two(void)
{
    log_open();
    log_line();
}

int main(void)
{
    library_one();
    library_two();
    printf("%d lines\n", lines);
    return lines == 2 ? 0 : 1;
}
