/* Semaphores that processes share, as locks and as signals. */
#include "preload/shared_page.h"

#include <fcntl.h>

static void sem_ab(void)
{
    nest_sem(&s_page->sem_a, &s_page->sem_b);
}

static void sem_ba(void)
{
    nest_sem(&s_page->sem_b, &s_page->sem_a);
}

static void take_sem_a(void)
{
    EXPECT(sem_wait(&s_page->sem_a) == 0);
}

static void post_sem_a(void)
{
    EXPECT(sem_post(&s_page->sem_a) == 0);
}

static void renew_sems(void)
{
    EXPECT(sem_destroy(&s_page->sem_a) == 0 && sem_destroy(&s_page->sem_b) == 0);
    EXPECT(sem_init(&s_page->sem_a, 1, 1) == 0 && sem_init(&s_page->sem_b, 1, 1) == 0);
}

static void mutex_sem(void)
{
    CHECK(pthread_mutex_lock(&s_page->a));
    nest_sem(&s_page->sem_a, &s_page->sem_b);
    CHECK(pthread_mutex_unlock(&s_page->a));
}

static void sem_mutex(void)
{
    take_sem_a();
    nest(&s_page->a, &s_page->b);
    post_sem_a();
}

static sem_t *s_named[2];

static void named_ab(void)
{
    nest_sem(s_named[0], s_named[1]);
}

static void named_ba(void)
{
    nest_sem(s_named[1], s_named[0]);
}

static void semaphores(void)
{
    s_page = anonymous_page();
    IN_PROCESSES(sem_ab, sem_ba);
}

/* One process takes it and another one posts: it is no lock, and never was. */
static void semaphore_handed_over(void)
{
    s_page = anonymous_page();
    IN_PROCESSES(sem_ab, sem_ba, take_sem_a, post_sem_a);
}

static void semaphore_of_two(void)
{
    s_page = anonymous_page();
    EXPECT(sem_destroy(&s_page->sem_a) == 0 && sem_init(&s_page->sem_a, 1, 2) == 0);
    IN_PROCESSES(sem_ab, sem_ba);
}

static void semaphores_renewed(void)
{
    s_page = anonymous_page();
    IN_PROCESSES(sem_ab, renew_sems, sem_ba);
}

static void semaphore_and_mutex(void)
{
    s_page = anonymous_page();
    IN_PROCESSES(mutex_sem, sem_mutex);
}

/* The child that closes it ends it for nobody else. */
static void close_named(void)
{
    EXPECT(sem_close(s_named[0]) == 0);
}

static void open_named(unsigned value)
{
    char name[64];
    for (int i = 0; i < 2; i++) {
        snprintf(name, sizeof(name), "/lockcheck-%d-%d", (int)getpid(), i);
        s_named[i] = sem_open(name, O_CREAT, 0600, value);
        EXPECT(s_named[i] != SEM_FAILED && sem_unlink(name) == 0);
    }
}

static void named_semaphores(void)
{
    open_named(1);
    IN_PROCESSES(named_ab, close_named, named_ba);
}

static void post_named(void)
{
    EXPECT(sem_post(s_named[0]) == 0 && sem_post(s_named[1]) == 0);
}

/* Posted by somebody first: they signal. */
static void named_signals(void)
{
    open_named(0);
    IN_PROCESSES(post_named, named_ab, named_ba);
}

static const struct scenario s_scenarios[] = {
    {"semaphores", semaphores},
    {"semaphore_handed_over", semaphore_handed_over},
    {"semaphore_of_two", semaphore_of_two},
    {"semaphores_renewed", semaphores_renewed},
    {"semaphore_and_mutex", semaphore_and_mutex},
    {"named_semaphores", named_semaphores},
    {"named_signals", named_signals},
    {NULL, NULL},
};

int main(int argc, char **argv)
{
    return scenario_main(argc, argv, s_scenarios);
}
