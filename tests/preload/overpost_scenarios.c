/* Semaphores that are posted once more than they were taken, and those that only seem so. */
#include <semaphore.h>

#include "preload/scenario.h"

static sem_t s_a, s_b;

static void take(sem_t *sem)
{
    EXPECT(sem_wait(sem) == 0);
}

static void post(sem_t *sem)
{
    EXPECT(sem_post(sem) == 0);
}

static void init(unsigned value)
{
    EXPECT(sem_init(&s_a, 0, value) == 0);
    EXPECT(sem_init(&s_b, 0, value) == 0);
}

static void post_a(void)
{
    post(&s_a);
}

static void take_a(void)
{
    take(&s_a);
}

/* ---- Posted too often, and as often as it is meant ---- */

static void take_and_post_twice(void)
{
    take(&s_a);
    post(&s_a);
    post(&s_a);
}

static void posted_twice(void)
{
    init(1);
    take_and_post_twice();
}

static void permit_posted_twice(void)
{
    init(2);
    take_and_post_twice();
}

/* It stands where one stood that was given back, and has not been given to anybody. */
static void given_back_before(void)
{
    init(1);
    take(&s_a);
    post(&s_a);
    EXPECT(sem_destroy(&s_a) == 0);
    EXPECT(sem_init(&s_a, 0, 2) == 0);
    post(&s_a);
}

/* The same without an end in between, and another thread begins the new one. */
static void begin_anew(void)
{
    EXPECT(sem_init(&s_a, 0, 1) == 0);
}

static void given_back_before_by_another(void)
{
    init(1);
    take(&s_a);
    post(&s_a);
    in_thread(begin_anew);
    post(&s_a);
}

/* The second post gives back what another thread took. */
static void posted_for_another(void)
{
    init(1);
    in_thread(take_a);
    post(&s_a);
    take(&s_a);
    post(&s_a);
}

static void take_post_and_take(void)
{
    take(&s_a);
    post(&s_a);
    in_thread(take_a);
    post(&s_a);
}

static void gives_back_for_another(void)
{
    init(1);
    take_post_and_take();
}

/* Somebody who never takes one makes another one. */
static void stock_grows(void)
{
    init(1);
    take(&s_a);
    post(&s_a);
    in_thread(post_a);
}

/* Items: none at first, and who takes one finds two more. */
static void items(void)
{
    init(0);
    post(&s_a);
    take_and_post_twice();
}

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {
        {"posted_twice", posted_twice},
        {"permit_posted_twice", permit_posted_twice},
        {"given_back_before", given_back_before},
        {"given_back_before_by_another", given_back_before_by_another},
        {"posted_for_another", posted_for_another},
        {"gives_back_for_another", gives_back_for_another},
        {"stock_grows", stock_grows},
        {"items", items},
        {NULL, NULL},
    };
    return scenario_main(argc, argv, scenarios);
}
