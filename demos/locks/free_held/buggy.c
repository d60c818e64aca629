/*
 * locks/free_held/buggy.c - freed with its lock held.            Cure: fixed.c
 *
 * BUG     The last user frees the job in the job's own critical section. The
 *         unlock then writes to memory that is somebody else's.
 * WHEN    Every time. It shows when another thread is given that memory before
 *         the unlock; not in this run.
 * FIX     Unlock, then free: the lock ends before its memory does.
 * PYTHON  S0 S4, Reference counts: the object and its lock go when nobody has
 *         them any more, not before
 *
 * expect plain      ok
 * expect tsan-gcc   reports unlock-not-locked in job_leave, use-after-free in
 *                   job_free and job_leave
 * expect tsan-clang reports unlock-not-locked in job_leave, use-after-free in
 *                   job_free and job_leave
 * expect helgrind   misses free-held
 * expect drd        reports destroy-held in job_free, mutex-invalid in
 *                   job_leave
 * expect lockcheck  reports free-held in job_free and job_leave,
 *                   unlock-not-owner in job_leave
 */
#include "../../common/demo.h"

struct job {
    pthread_mutex_t lock;
    int users;
};

static struct job *job_new(void)
{
    struct job *job = malloc(sizeof(*job));
    MUST(job == NULL ? ENOMEM : 0);
    MUST(pthread_mutex_init(&job->lock, NULL));
    job->users = 1;
    return job;
}

static void job_free(struct job *job)
{
    free(job);
}

/* The last user turns off the light. */
static void job_leave(struct job *job)
{
    MUST(pthread_mutex_lock(&job->lock));
    int left = --job->users;
    if (left == 0) {
        job_free(job);
    }
    MUST(pthread_mutex_unlock(&job->lock));
}

int main(void)
{
    job_leave(job_new());
    puts("the last user has left");
    return 0;
}
