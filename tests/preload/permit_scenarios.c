/* Semaphores that count: how many philosophers sit down decides whether they can starve. */
#include <semaphore.h>

#include "preload/scenario.h"

enum { GUESTS = 3 };

static pthread_mutex_t s_forks[GUESTS] = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER,
                                          PTHREAD_MUTEX_INITIALIZER};
static sem_t s_chairs, s_others;

static void sit(void)
{
    EXPECT(sem_wait(&s_chairs) == 0);
}

static void rise(void)
{
    EXPECT(sem_post(&s_chairs) == 0);
}

static void take_forks(int first, int second)
{
    CHECK(pthread_mutex_lock(&s_forks[first]));
    CHECK(pthread_mutex_lock(&s_forks[second]));
    CHECK(pthread_mutex_unlock(&s_forks[second]));
    CHECK(pthread_mutex_unlock(&s_forks[first]));
}

static void eat(int guest)
{
    sit();
    take_forks(guest, (guest + 1) % GUESTS);
    rise();
}

static void eat_0(void)
{
    eat(0);
}

static void eat_1(void)
{
    eat(1);
}

static void eat_2(void)
{
    eat(2);
}

static void eat_2_standing(void)
{
    take_forks(2, 0);
}

static void eat_0_from_try(void)
{
    EXPECT(sem_trywait(&s_chairs) == 0);
    take_forks(0, 1);
    rise();
}

static void rise_for_another(void)
{
    rise();
}

static void dine(unsigned chairs)
{
    EXPECT(sem_init(&s_chairs, 0, chairs) == 0);
    IN_TURN(eat_0, eat_1, eat_2);
    EXPECT(sem_destroy(&s_chairs) == 0);
}

static void one_chair_less(void)
{
    dine(GUESTS - 1);
}

static void a_chair_for_each(void)
{
    dine(GUESTS);
}

static void one_stands(void)
{
    EXPECT(sem_init(&s_chairs, 0, GUESTS - 1) == 0);
    IN_TURN(eat_0, eat_1, eat_2_standing);
}

static void one_tried(void)
{
    EXPECT(sem_init(&s_chairs, 0, GUESTS - 1) == 0);
    IN_TURN(eat_0_from_try, eat_1, eat_2);
}

/* Somebody brings a chair: from then on it keeps nobody apart. */
static void one_brought(void)
{
    EXPECT(sem_init(&s_chairs, 0, GUESTS - 1) == 0);
    IN_TURN(rise_for_another, eat_0, eat_1, eat_2);
}

static void two_inside_on_two_permits(void)
{
    sit();
    take_forks(0, 1);
    rise();
}

static void two_inside_the_other_way(void)
{
    sit();
    take_forks(1, 0);
    rise();
}

/* Two permits let two threads in, and two are enough for a ring of two. */
static void two_of_two(void)
{
    EXPECT(sem_init(&s_chairs, 0, 2) == 0);
    IN_TURN(two_inside_on_two_permits, two_inside_the_other_way);
}

/* All permits taken by one thread, and given back. */
static void all_by_one(void)
{
    EXPECT(sem_init(&s_others, 0, GUESTS) == 0);
    for (int i = 0; i < GUESTS; i++) {
        EXPECT(sem_wait(&s_others) == 0);
    }
    EXPECT(sem_trywait(&s_others) == -1);
    for (int i = 0; i < GUESTS; i++) {
        EXPECT(sem_post(&s_others) == 0);
    }
}

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {
        {"one_chair_less", one_chair_less}, {"a_chair_for_each", a_chair_for_each},
        {"one_stands", one_stands},         {"one_tried", one_tried},
        {"one_brought", one_brought},       {"two_of_two", two_of_two},
        {"all_by_one", all_by_one},         {NULL, NULL},
    };
    return scenario_main(argc, argv, scenarios);
}
