/*
 * locks/not_initialised/buggy.c - locked, and never made a lock.
 * Cure: fixed.c
 *
 * BUG     The lock of a new job is what its memory happens to hold. Fresh
 *         memory is zero, and zero is an unlocked mutex: the test passes.
 * WHEN    Memory that was used before; forced here. Depending on the bytes the
 *         lock fails, waits for ever, or lets two in.
 * FIX     pthread_mutex_init, where the job is made.
 * PYTHON  S1, The threading API: a Lock is made by Lock(), and is one then
 *
 * expect plain      wrong
 * expect tsan-gcc   reports mutex-invalid in take_result
 * expect tsan-clang reports mutex-invalid in take_result
 * expect helgrind   reports api-error in take_result
 * expect drd        misses not-initialised
 * expect lockcheck  reports not-initialised in take_result
 */
#include "../../common/demo.h"

struct job {
    pthread_mutex_t lock;
    long result;
};

/* As malloc() may return it: what somebody else has left there. */
static struct job *used_memory(void)
{
    static struct job memory;
    memset(&memory, 'x', sizeof(memory));
    return &memory;
}

static struct job *job_new(void)
{
    struct job *job = used_memory();
    job->result = 42;
    return job;
}

/* 0, or why there is no result. */
static int take_result(struct job *job, long *ret_result)
{
    int error = pthread_mutex_lock(&job->lock);
    if (error == 0) {
        *ret_result = job->result;
        MUST(pthread_mutex_unlock(&job->lock));
    }
    return error;
}

int main(void)
{
    long result = 0;
    int error = take_result(job_new(), &result);
    printf("the result is %ld (%s)\n", result, strerror(error));
    return error == 0 ? 0 : 1;
}
