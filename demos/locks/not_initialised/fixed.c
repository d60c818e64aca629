/*
 * locks/not_initialised/fixed.c - whoever makes the job makes its lock.
 *
 * FIX     Initialise before anybody else can see it.
 * PYTHON  S1, The threading API: self.lock = Lock() in __init__
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
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
    MUST(pthread_mutex_init(&job->lock, NULL));
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
