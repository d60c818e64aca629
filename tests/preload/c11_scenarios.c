/* C11 threads, mutexes and conditions: each defect beside its nearest correct neighbour. */
#include "preload/scenario.h"

#include <errno.h>
#include <threads.h>
#include <time.h>

#define OK(call) EXPECT((call) == thrd_success)

static mtx_t s_a, s_b, s_turn_lock;
static cnd_t s_turned;
static int s_turn;

/* ---- Two C11 threads in turn, alive together ---- */

static void wait_until_turn(int turn)
{
    OK(mtx_lock(&s_turn_lock));
    while (s_turn != turn) {
        OK(cnd_wait(&s_turned, &s_turn_lock));
    }
    OK(mtx_unlock(&s_turn_lock));
}

static void next_turn(void)
{
    OK(mtx_lock(&s_turn_lock));
    s_turn++;
    OK(cnd_broadcast(&s_turned));
    OK(mtx_unlock(&s_turn_lock));
}

struct part {
    void (*run)(void);
    void (*then)(void); /* once all have run; may be NULL */
    int index, count;
};

static int run_c11_part(void *argument)
{
    const struct part *part = argument;
    wait_until_turn(part->index);
    part->run();
    next_turn();
    if (part->then) {
        wait_until_turn(part->count);
        part->then();
    }
    return part->index;
}

static void in_c11_threads(struct part first, struct part second)
{
    struct part parts[] = {first, second};
    thrd_t threads[2];
    s_turn = -1;
    for (int i = 0; i < 2; i++) {
        parts[i].index = i;
        parts[i].count = 2;
        OK(thrd_create(&threads[i], run_c11_part, &parts[i]));
    }
    next_turn();
    for (int i = 0; i < 2; i++) {
        int result;
        OK(thrd_join(threads[i], &result));
        EXPECT(result == i);
    }
}

/* ---- Orders ---- */

static void ab(void)
{
    OK(mtx_lock(&s_a));
    OK(mtx_lock(&s_b));
    OK(mtx_unlock(&s_b));
    OK(mtx_unlock(&s_a));
}

static void ba(void)
{
    OK(mtx_lock(&s_b));
    OK(mtx_lock(&s_a));
    OK(mtx_unlock(&s_a));
    OK(mtx_unlock(&s_b));
}

static void b_try_a(void)
{
    OK(mtx_lock(&s_b));
    OK(mtx_trylock(&s_a));
    OK(mtx_unlock(&s_a));
    OK(mtx_unlock(&s_b));
}

static void b_timed_a(void)
{
    struct timespec deadline;
    EXPECT(timespec_get(&deadline, TIME_UTC) == TIME_UTC);
    deadline.tv_sec += 10;
    OK(mtx_lock(&s_b));
    OK(mtx_timedlock(&s_a, &deadline));
    OK(mtx_unlock(&s_a));
    OK(mtx_unlock(&s_b));
}

static void abba(void)
{
    in_c11_threads((struct part){.run = ab}, (struct part){.run = ba});
}

static void abab(void)
{
    in_c11_threads((struct part){.run = ab}, (struct part){.run = ab});
}

static void try_second(void)
{
    in_c11_threads((struct part){.run = ab}, (struct part){.run = b_try_a});
}

static void timed_second(void)
{
    in_c11_threads((struct part){.run = ab}, (struct part){.run = b_timed_a});
}

static int run_ab(void *unused)
{
    (void)unused;
    ab();
    return 0;
}

static void joined_between(void)
{
    thrd_t thread;
    OK(thrd_create(&thread, run_ab, NULL));
    OK(thrd_join(thread, NULL));
    ba();
}

static int run_ab_and_turn(void *unused)
{
    (void)unused;
    ab();
    next_turn();
    return 0;
}

/* That it is over does not tell when: nothing orders the two but this turn of luck. */
static void detached(void)
{
    thrd_t thread;
    s_turn = 0;
    OK(thrd_create(&thread, run_ab_and_turn, NULL));
    OK(thrd_detach(thread));
    wait_until_turn(1);
    ba();
}

static int exit_early(void *unused)
{
    (void)unused;
    ab();
    thrd_exit(7);
}

static void thread_exit(void)
{
    thrd_t thread;
    int result;
    OK(thrd_create(&thread, exit_early, NULL));
    OK(thrd_join(thread, &result));
    EXPECT(result == 7);
    ba();
}

static void destroyed_between(void)
{
    ab();
    mtx_destroy(&s_a);
    OK(mtx_init(&s_a, mtx_plain));
}

static void renewed(void)
{
    in_c11_threads((struct part){.run = destroyed_between}, (struct part){.run = ba});
}

/* ---- Results ---- */

static int find_a_taken(void *unused)
{
    (void)unused;
    struct timespec past = {1, 0};
    EXPECT(mtx_trylock(&s_a) == thrd_busy);
    EXPECT(mtx_timedlock(&s_a, &past) == thrd_timedout);
    return 0;
}

static void results(void)
{
    thrd_t thread;
    struct timespec past = {1, 0};
    mtx_t again;
    OK(mtx_lock(&s_a));
    OK(thrd_create(&thread, find_a_taken, NULL));
    OK(thrd_join(thread, NULL));
    EXPECT(cnd_timedwait(&s_turned, &s_a, &past) == thrd_timedout);
    EXPECT(mtx_trylock(&s_a) == thrd_busy); /* the wait gave it back to us */
    OK(cnd_signal(&s_turned));
    OK(mtx_unlock(&s_a));
    OK(mtx_init(&again, mtx_recursive));
    OK(mtx_lock(&again));
    OK(mtx_trylock(&again));
    OK(mtx_unlock(&again));
    OK(mtx_unlock(&again));
    mtx_destroy(&again);
}

/* ---- Hangs and misuse ---- */

static void lock_a(void)
{
    OK(mtx_lock(&s_a));
}

static void lock_b(void)
{
    OK(mtx_lock(&s_b));
}

static void hang(void)
{
    in_c11_threads((struct part){.run = lock_a, .then = lock_b},
                   (struct part){.run = lock_b, .then = lock_a});
}

static void twice(void)
{
    lock_a();
    lock_a();
}

static int unlock_a(void *unused)
{
    (void)unused;
    (void)mtx_unlock(&s_a);
    return 0;
}

static void unlock_of_other(void)
{
    thrd_t thread;
    lock_a();
    OK(thrd_create(&thread, unlock_a, NULL));
    OK(thrd_join(thread, NULL));
}

static void destroy_held(void)
{
    lock_a();
    mtx_destroy(&s_a);
}

static void wait_unlocked(void)
{
    struct timespec past = {1, 0};
    (void)cnd_timedwait(&s_turned, &s_a, &past);
}

static const struct scenario s_scenarios[] = {
    {"abba", abba},
    {"abab", abab},
    {"try_second", try_second},
    {"timed_second", timed_second},
    {"joined_between", joined_between},
    {"detached", detached},
    {"thread_exit", thread_exit},
    {"renewed", renewed},
    {"results", results},
    {"hang", hang},
    {"twice", twice},
    {"unlock_of_other", unlock_of_other},
    {"destroy_held", destroy_held},
    {"wait_unlocked", wait_unlocked},
    {NULL, NULL},
};

int main(int argc, char **argv)
{
    OK(mtx_init(&s_a, mtx_timed));
    OK(mtx_init(&s_b, mtx_plain));
    OK(mtx_init(&s_turn_lock, mtx_plain));
    OK(cnd_init(&s_turned));
    return scenario_main(argc, argv, s_scenarios);
}
