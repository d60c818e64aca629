/* Tries that fail often: where nobody gets on, and where somebody does. Mutexes, two threads. */
#include <errno.h>
#include <sys/wait.h>
#include <time.h>

#include "preload/livelock.h"

enum { OFTEN = 100 };

static pthread_mutex_t s_mutexes[2] = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER};

static void take(int lock)
{
    CHECK(pthread_mutex_lock(&s_mutexes[lock]));
}

static bool try(int lock)
{
    return pthread_mutex_trylock(&s_mutexes[lock]) != EBUSY;
}

static void give(int lock)
{
    CHECK(pthread_mutex_unlock(&s_mutexes[lock]));
}

static const struct way s_way = {take, try, give};

static void two(void *(*run)(void *guest))
{
    struct table table = {.way = &s_way, .seats = 2};
    sit_down(&table, run);
}

static void be_refused_often(int lock)
{
    for (int i = 0; i < OFTEN; i++) {
        EXPECT(!try(lock));
    }
}

/* ---- Nothing is given back between the tries ---- */

static long now_ms(void)
{
    struct timespec now;
    EXPECT(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* For longer than the test's hang_check_ms, or, as its neighbour, for less. */
static void *spin(void *argument)
{
    enum { SPIN_MS = 400 };
    const struct guest *guest = argument;
    take(guest->seat);
    meet(guest->table);
    long until_ms = now_ms() + SPIN_MS;
    while (!try(1 - guest->seat) && now_ms() < until_ms) {
    }
    meet(guest->table);
    give(guest->seat);
    return NULL;
}

static void both_spin(void)
{
    two(spin);
}

/* ---- Somebody gets on ---- */

static void take_both(int seat)
{
    take(seat);
    EXPECT(try(1 - seat));
    give(1 - seat);
    give(seat);
}

static void *get_on_now_and_then(void *argument)
{
    const struct guest *guest = argument;
    for (int i = 0; i < OFTEN; i++) {
        be_refused(guest->table, guest->seat);
        meet(guest->table);
        if (i % 10 == guest->seat) {
            take_both(guest->seat);
        }
        meet(guest->table);
    }
    return NULL;
}

static void both_get_on(void)
{
    two(get_on_now_and_then);
}

/* The other one is refused every time; this one keeps its lock, and has both in between. */
static void *one_gets_on_part(void *argument)
{
    const struct guest *guest = argument;
    take(guest->seat);
    for (int i = 0; i < OFTEN; i++) {
        meet(guest->table);
        EXPECT(!try(1 - guest->seat));
        meet(guest->table);
        if (guest->seat == 1) {
            give(1);
            meet(guest->table);
            meet(guest->table);
            take(1);
        } else {
            meet(guest->table);
            take(1);
            give(1);
            meet(guest->table);
        }
    }
    give(guest->seat);
    return NULL;
}

static void one_gets_on(void)
{
    two(one_gets_on_part);
}

/* ---- Somebody is not refused ---- */

static void *try_or_hold(void *argument)
{
    const struct guest *guest = argument;
    take(guest->seat);
    meet(guest->table);
    if (guest->seat == 0) {
        be_refused_often(1);
    }
    meet(guest->table);
    give(guest->seat);
    return NULL;
}

static void one_holds(void)
{
    two(try_or_hold);
}

/* First one is refused often, and then the other: never both at a time. */
static void *try_in_turn(void *argument)
{
    const struct guest *guest = argument;
    for (int turn = 0; turn < 2; turn++) {
        for (int i = 0; i < OFTEN; i++) {
            take(guest->seat);
            meet(guest->table);
            EXPECT(turn != guest->seat || !try(1 - guest->seat));
            meet(guest->table);
            give(guest->seat);
        }
    }
    return NULL;
}

static void in_turn_only(void)
{
    two(try_in_turn);
}

static void *poll_with_nothing(void *argument)
{
    const struct guest *guest = argument;
    if (guest->seat == 0) {
        take(0);
        take(1);
    }
    meet(guest->table);
    if (guest->seat == 1) {
        be_refused_often(0);
        be_refused_often(1);
    }
    meet(guest->table);
    if (guest->seat == 0) {
        give(1);
        give(0);
    }
    return NULL;
}

static void nothing_held(void)
{
    two(poll_with_nothing);
}

static void own_lock(void)
{
    take(0);
    take(1);
    be_refused_often(0);
    be_refused_often(1);
    give(1);
    give(0);
}

/* ---- Others ---- */

/* As often as it takes, half of it in the parent. */
static void forked(void)
{
    refused_in_step(&s_way, 2, LIVELOCK_ROUNDS - 1);
    pid_t child = fork();
    EXPECT(child >= 0);
    if (child == 0) {
        refused_in_step(&s_way, 2, LIVELOCK_ROUNDS - 1);
        exit(0);
    }
    int status;
    EXPECT(waitpid(child, &status, 0) == child && status == 0);
}

/* Each time by other threads, some of which are the same to the kernel and to the C library. */
static void by_others_each_time(void)
{
    for (int i = 0; i < 4; i++) {
        refused_in_step(&s_way, 2, LIVELOCK_ROUNDS - 1);
    }
}

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {
        {"both_spin", both_spin},
        {"both_get_on", both_get_on},
        {"one_gets_on", one_gets_on},
        {"one_holds", one_holds},
        {"in_turn_only", in_turn_only},
        {"nothing_held", nothing_held},
        {"own_lock", own_lock},
        {"forked", forked},
        {"by_others_each_time", by_others_each_time},
        {NULL, NULL},
    };
    return scenario_main(argc, argv, scenarios);
}
