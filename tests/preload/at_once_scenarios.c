/*
 * One thread ends at the very moment at which another goes to sleep, and nobody is left: of the two
 * that could notice, one must. Which of them is chance, so many processes try.
 */
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/wait.h>

#include "preload/scenario.h"

enum { PROCESSES = 40, TOLD_AND_ENDED = 66 };

static pthread_mutex_t s_mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t s_cond = PTHREAD_COND_INITIALIZER;
static atomic_int s_here;
static bool s_happened;

static void meet(void)
{
    atomic_fetch_add(&s_here, 1);
    while (atomic_load(&s_here) < 2) {
        (void)sched_yield();
    }
}

static void wait_for_good(void)
{
    CHECK(pthread_mutex_lock(&s_mutex));
    while (!s_happened) {
        CHECK(pthread_cond_wait(&s_cond, &s_mutex));
    }
    CHECK(pthread_mutex_unlock(&s_mutex));
}

static void *meet_and_end(void *unused)
{
    meet();
    return unused;
}

static void *meet_and_happen(void *unused)
{
    meet();
    CHECK(pthread_mutex_lock(&s_mutex));
    s_happened = true;
    CHECK(pthread_cond_broadcast(&s_cond));
    CHECK(pthread_mutex_unlock(&s_mutex));
    return unused;
}

static void *meet_and_wait(void *unused)
{
    meet();
    wait_for_good();
    return unused;
}

/* One thread sleeps already; it is the main thread, which nobody joins. */
static int wait_beside(void *(*other)(void *))
{
    pthread_t threads[2];
    CHECK(pthread_create(&threads[0], NULL, meet_and_wait, NULL));
    CHECK(pthread_create(&threads[1], NULL, other, NULL));
    wait_for_good();
    for (int i = 0; i < 2; i++) {
        CHECK(pthread_join(threads[i], NULL));
    }
    return 0;
}

static void expect_each(void *(*other)(void *), int expected)
{
    for (int i = 0; i < PROCESSES; i++) {
        pid_t child = fork();
        EXPECT(child >= 0);
        if (child == 0) {
            (void)alarm(60);
            _exit(wait_beside(other));
        }
        int status;
        EXPECT(waitpid(child, &status, 0) == child);
        EXPECT(WIFEXITED(status) && WEXITSTATUS(status) == expected);
    }
}

static void one_ends(void)
{
    expect_each(meet_and_end, TOLD_AND_ENDED);
}

static void one_wakes(void)
{
    expect_each(meet_and_happen, 0);
}

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {
        {"one_ends", one_ends}, {"one_wakes", one_wakes}, {NULL, NULL}};
    return scenario_main(argc, argv, scenarios);
}
