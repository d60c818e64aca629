/* Orders among many locks, and of many held at once. */
#include "preload/nest.h"

static pthread_mutex_t s_a = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t s_b = PTHREAD_MUTEX_INITIALIZER;

static void ab(void)
{
    nest(&s_a, &s_b);
}

static void ba(void)
{
    nest(&s_b, &s_a);
}

static pthread_mutex_t s_many[20000];
enum { MANY = sizeof(s_many) / sizeof(s_many[0]) };

static void init_many(int count)
{
    for (int i = 0; i < count; i++) {
        CHECK(pthread_mutex_init(&s_many[i], NULL));
    }
}

static void twelve_successors(void)
{
    for (int i = 0; i < 12; i++) {
        nest(&s_a, &s_many[i]);
    }
}

static void twelfth_then_a(void)
{
    nest(&s_many[11], &s_a);
}

static void a_then_twelfth(void)
{
    nest(&s_a, &s_many[11]);
}

static void successor_12(void)
{
    init_many(12);
    IN_TURN(twelve_successors, twelfth_then_a);
}

static void successor_12_same(void)
{
    init_many(12);
    IN_TURN(twelve_successors, a_then_twelfth);
}

static void ab_then_many(void)
{
    ab();
    for (int i = 0; i + 1 < MANY; i += 2) {
        nest(&s_many[i], &s_many[i + 1]);
    }
}

static void locks_20000(void)
{
    init_many(MANY);
    IN_TURN(ab_then_many, ba);
}

static void locks_20000_same(void)
{
    init_many(MANY);
    IN_TURN(ab_then_many, ab);
}

enum { HELD = 130 };

static void hold_130_then(pthread_mutex_t *inner)
{
    for (int i = 0; i < HELD; i++) {
        CHECK(pthread_mutex_lock(&s_many[i]));
    }
    CHECK(pthread_mutex_lock(inner));
    CHECK(pthread_mutex_unlock(inner));
    for (int i = 0; i < HELD; i++) { /* in the order taken: the worst for a stack */
        CHECK(pthread_mutex_unlock(&s_many[i]));
    }
}

static void hold_130_then_a(void)
{
    hold_130_then(&s_a);
}

static void a_then_held_129(void)
{
    nest(&s_a, &s_many[129]);
}

static void held_129_then_a(void)
{
    nest(&s_many[129], &s_a);
}

static void held_130(void)
{
    init_many(HELD);
    IN_TURN(hold_130_then_a, a_then_held_129);
}

static void held_130_same(void)
{
    init_many(HELD);
    IN_TURN(hold_130_then_a, held_129_then_a);
}

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {
        {"successor_12", successor_12},
        {"successor_12_same", successor_12_same},
        {"locks_20000", locks_20000},
        {"locks_20000_same", locks_20000_same},
        {"held_130", held_130},
        {"held_130_same", held_130_same},
        {NULL, NULL},
    };
    return scenario_main(argc, argv, scenarios);
}
