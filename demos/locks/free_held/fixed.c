/*
 * locks/free_held/fixed.c - unlocked, then freed.
 *
 * FIX     The last user knows under the lock that it is the last, and frees
 *         when it has unlocked.
 * PYTHON  S0 S4, Reference counts: with job.lock: ends before job does
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
    MUST(pthread_mutex_unlock(&job->lock));
    if (left == 0) {
        job_free(job);
    }
}

int main(void)
{
    job_leave(job_new());
    puts("the last user has left");
    return 0;
}
