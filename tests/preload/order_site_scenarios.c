/* Which call is named: one call site, come upon in several ways. */
#include "preload/nest.h"

static pthread_mutex_t s_a = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t s_b = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t s_c = PTHREAD_MUTEX_INITIALIZER;
static int s_after;

static void ab(void)
{
    nest(&s_a, &s_b);
}

/* The site of every lock it takes, and all its callers call it at one depth. */
static void take(pthread_mutex_t *mutex)
{
    CHECK(pthread_mutex_lock(mutex));
}

static void take_alone(void)
{
    take(&s_c);
    CHECK(pthread_mutex_unlock(&s_c));
}

static void take_two(void)
{
    take(&s_b);
    take(&s_a);
    CHECK(pthread_mutex_unlock(&s_a));
    CHECK(pthread_mutex_unlock(&s_b));
}

static void alone_then_two(void)
{
    take_alone();
    take_two();
}

static void abba_by_wrapper(void)
{
    IN_TURN(ab, alone_then_two);
}

/* Long after the stacks of its site were learned. */
static void abba_by_wrapper_used_before(void)
{
    for (int i = 0; i < 20; i++) {
        take_alone();
    }
    IN_TURN(ab, alone_then_two);
}

/* Gives back what it took, and asks for more meanwhile or not: its callers are at one depth. */
static __attribute__((noinline)) void use(pthread_mutex_t *outer, pthread_mutex_t *inner)
{
    CHECK(pthread_mutex_lock(outer));
    if (inner) {
        CHECK(pthread_mutex_lock(inner));
        CHECK(pthread_mutex_unlock(inner));
    }
    CHECK(pthread_mutex_unlock(outer));
}

static __attribute__((noinline)) void use_one(void)
{
    use(&s_b, NULL);
    s_after = 0; /* no tail call */
}

static __attribute__((noinline)) void use_two(void)
{
    use(&s_b, &s_a);
    s_after = 0;
}

static void one_often_then_two(void)
{
    for (int i = 0; i < 20; i++) {
        use_one();
    }
    use_two();
}

static void abba_by_trusted_site(void)
{
    IN_TURN(ab, one_often_then_two);
}

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {
        {"abba_by_wrapper", abba_by_wrapper},
        {"abba_by_wrapper_used_before", abba_by_wrapper_used_before},
        {"abba_by_trusted_site", abba_by_trusted_site},
        {NULL, NULL},
    };
    return scenario_main(argc, argv, scenarios);
}
