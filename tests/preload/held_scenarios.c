/* One thread that holds very many locks at once. */
#include "preload/scenario.h"

#include <sys/resource.h>

enum { MANY = 4000, MEMORY_KB_MAX = 100 * 1024 };

static pthread_mutex_t s_many[MANY];

static void lock_many(void)
{
    for (int i = 0; i < MANY; i++) {
        CHECK(pthread_mutex_lock(&s_many[i]));
    }
}

static void unlock_many(void)
{
    for (int i = MANY; i-- > 0;) {
        CHECK(pthread_mutex_unlock(&s_many[i]));
    }
}

static void hold_many(void)
{
    struct rusage usage;
    for (int i = 0; i < MANY; i++) {
        CHECK(pthread_mutex_init(&s_many[i], NULL));
    }
    lock_many();
    unlock_many();
    EXPECT(getrusage(RUSAGE_SELF, &usage) == 0 && usage.ru_maxrss < MEMORY_KB_MAX);
}

static void nest_first_two(void)
{
    CHECK(pthread_mutex_lock(&s_many[1]));
    CHECK(pthread_mutex_lock(&s_many[0]));
    CHECK(pthread_mutex_unlock(&s_many[0]));
    CHECK(pthread_mutex_unlock(&s_many[1]));
}

static void lock_and_unlock_many(void)
{
    lock_many();
    unlock_many();
}

/* What came before the limit is followed as ever. */
static void hold_many_inverted(void)
{
    IN_TURN(lock_and_unlock_many, nest_first_two);
}

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {
        {"hold_many", hold_many},
        {"hold_many_inverted", hold_many_inverted},
        {NULL, NULL},
    };
    return scenario_main(argc, argv, scenarios);
}
