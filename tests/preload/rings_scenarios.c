/* Deadlocks that several threads find at the same moment: each is one to tell. */
#include "preload/hang.h"

static pthread_mutex_t s_locks[] = {
    PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER,
    PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER,
};

/* A function for each, since findings at equal calls are one. */
#define TAKES(index)                                \
    static void take_##index(void)                  \
    {                                               \
        CHECK(pthread_mutex_lock(&s_locks[index])); \
    }
TAKES(0)
TAKES(1)
TAKES(2)
TAKES(3)
TAKES(4)
TAKES(5)

static void three_rings(void)
{
    HOLD_THEN_WANT({take_0, take_1}, {take_1, take_0}, {take_2, take_3}, {take_3, take_2},
                   {take_4, take_5}, {take_5, take_4});
}

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {{"three_rings", three_rings}, {NULL, NULL}};
    return scenario_main(argc, argv, scenarios);
}
