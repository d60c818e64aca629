/*
 * locks/init_again/fixed.c - opened by the first.
 *
 * FIX     pthread_once: the first user opens the log, the others find it open.
 * PYTHON  S4, Double-checked locking, lazy initialisation: lock = Lock() at
 *         the top of the module
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
static int lines;
static pthread_once_t opened = PTHREAD_ONCE_INIT;

static void make_lock(void)
{
    MUST(pthread_mutex_init(&lock, NULL));
}

static void log_open(void)
{
    MUST(pthread_once(&opened, make_lock));
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
