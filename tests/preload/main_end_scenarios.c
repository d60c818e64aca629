/* The main thread leaves by pthread_exit; the process goes on without it. */
#include "preload/asleep.h"
#include "preload/threads.h"

static pthread_mutex_t s_mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t s_cond = PTHREAD_COND_INITIALIZER;

static void wait_until_main_is_gone(void)
{
    while (thread_state(getpid()) != 'Z') {
        (void)sched_yield();
    }
}

static void *be_last(void *unused)
{
    wait_until_main_is_gone();
    puts("done");
    EXPECT(fflush(stdout) == 0);
    return unused;
}

static void *lock_and_be_last(void *unused)
{
    wait_until_main_is_gone();
    CHECK(pthread_mutex_lock(&s_mutex));
    return be_last(unused);
}

static void *wait_for_nobody(void *unused)
{
    CHECK(pthread_mutex_lock(&s_mutex));
    CHECK(pthread_cond_wait(&s_cond, &s_mutex));
    return be_last(unused);
}

static void leave_to(void *(*routine)(void *))
{
    CHECK(pthread_detach(start(routine, NULL)));
    pthread_exit(NULL);
}

static void leaves(void)
{
    leave_to(be_last);
}

static void leaves_a_waiter(void)
{
    leave_to(wait_for_nobody);
}

static void leaves_with_mutex(void)
{
    CHECK(pthread_mutex_lock(&s_mutex));
    leave_to(be_last);
}

static void leaves_without_mutex(void)
{
    CHECK(pthread_mutex_lock(&s_mutex));
    CHECK(pthread_mutex_unlock(&s_mutex));
    leave_to(lock_and_be_last);
}

static void leaves_with_wanted_mutex(void)
{
    CHECK(pthread_mutex_lock(&s_mutex));
    leave_to(lock_and_be_last);
}

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {
        {"leaves", leaves},
        {"leaves_a_waiter", leaves_a_waiter},
        {"leaves_with_mutex", leaves_with_mutex},
        {"leaves_without_mutex", leaves_without_mutex},
        {"leaves_with_wanted_mutex", leaves_with_wanted_mutex},
        {NULL, NULL},
    };
    return scenario_main(argc, argv, scenarios);
}
