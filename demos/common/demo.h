/*
 * demos/common/demo.h - all that the demos share: checked calls, a meeting
 * point for two or more threads, and a bound on programs that may hang.
 */
#ifndef DEMO_H
#define DEMO_H

/* Before any system header, so that `cc racy.c` needs no -D for pipe2(). */
#define _GNU_SOURCE 1

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* MUST(pthread_create(...)): for calls that return 0 or an error number. */
#define MUST(call) demo_must((call), #call, __FILE__, __LINE__)

/* MUST_SYS(read(...)): for calls that return -1 and set errno. */
#define MUST_SYS(call) demo_must_sys((call), #call, __FILE__, __LINE__)

static inline void demo_must(int error, const char *call, const char *file,
                             int line)
{
    if (error != 0) {
        fprintf(stderr, "%s:%d: %s: %s\n", file, line, call, strerror(error));
        abort();
    }
}

static inline long demo_must_sys(long result, const char *call,
                                 const char *file, int line)
{
    demo_must(result == -1 ? errno : 0, call, file, line);
    return result;
}

/*
 * Wait until all threads of the barrier are here. What they do before is
 * ordered before what they do after; nothing else is ordered by it.
 */
static inline void demo_meet(pthread_barrier_t *gate)
{
    int result = pthread_barrier_wait(gate);
    demo_must(result == PTHREAD_BARRIER_SERIAL_THREAD ? 0 : result,
              "pthread_barrier_wait", __FILE__, __LINE__);
}

/* A program that hangs is ended by SIGALRM after two seconds. */
static inline void demo_may_hang(void)
{
    alarm(2);
}

#endif
