/* pthread_once and call_once: each defect beside its nearest correct neighbour. */
#include "preload/hang.h"

#include <stdbool.h>
#include <threads.h>

static pthread_once_t s_once = PTHREAD_ONCE_INIT;
static once_flag s_flag = ONCE_FLAG_INIT;
static pthread_mutex_t s_m = PTHREAD_MUTEX_INITIALIZER;
static int s_runs;

static void lock_m(void)
{
    CHECK(pthread_mutex_lock(&s_m));
}

static void unlock_m(void)
{
    CHECK(pthread_mutex_unlock(&s_m));
}

static void count_run(void)
{
    s_runs++;
}

static void pass(void)
{
    CHECK(pthread_once(&s_once, count_run));
    call_once(&s_flag, count_run);
}

/* The C library's promise holds: each initializer has run once, and before anybody goes on. */
static void results(void)
{
    IN_TURN(pass, pass);
    EXPECT(s_runs == 2);
}

/* The initializer stays inside until the others wait for it and it may go on. */
static void meet_and_lock(void)
{
    CHECK(pthread_mutex_lock(&s_turns.mutex));
    s_turns.turn++;
    CHECK(pthread_cond_broadcast(&s_turns.changed));
    CHECK(pthread_mutex_unlock(&s_turns.mutex));
    wait_for_turn(2);
    lock_m();
    unlock_m();
}

static void *initialize(void *unused)
{
    CHECK(pthread_once(&s_once, meet_and_lock));
    return unused;
}

static void *initialize_c11(void *unused)
{
    call_once(&s_flag, meet_and_lock);
    return unused;
}

/* Thread 1 is in the initializer before this one takes the mutex and wants what it makes. */
static void wait_holding(void *(*run)(void *), bool holds)
{
    pthread_t thread;
    s_turns.turn = 0;
    CHECK(pthread_create(&thread, NULL, run, NULL));
    wait_for_turn(1);
    if (holds) {
        lock_m();
    }
    end_turn();
    (void)run(NULL);
    if (holds) {
        unlock_m();
    }
    CHECK(pthread_join(thread, NULL));
}

static void hang(void)
{
    wait_holding(initialize, true);
}

static void hang_c11(void)
{
    wait_holding(initialize_c11, true);
}

static void wait_holding_nothing(void)
{
    wait_holding(initialize, false);
}

static void again(void)
{
    CHECK(pthread_once(&s_once, again));
}

static void recursive(void)
{
    again();
}

static pthread_once_t s_inner = PTHREAD_ONCE_INIT;

static void run_inner(void)
{
    lock_m();
    CHECK(pthread_once(&s_inner, count_run));
    unlock_m();
}

static void nested(void)
{
    CHECK(pthread_once(&s_once, run_inner));
    EXPECT(s_runs == 1);
}

/* ---- An initializer that is left half-way ---- */

static void leave(void)
{
    pthread_exit(NULL);
}

static void *leave_once(void *unused)
{
    CHECK(pthread_once(&s_once, leave));
    return unused;
}

static void nest_m_once(void)
{
    lock_m();
    CHECK(pthread_once(&s_once, count_run));
    unlock_m();
}

static void given_up(void)
{
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, leave_once, NULL));
    CHECK(pthread_join(thread, NULL));
    nest_m_once();
    EXPECT(s_runs == 1);
}

static const struct scenario s_scenarios[] = {
    {"results", results},     {"hang", hang},
    {"hang_c11", hang_c11},   {"wait_holding_nothing", wait_holding_nothing},
    {"recursive", recursive}, {"nested", nested},
    {"given_up", given_up},   {NULL, NULL},
};

int main(int argc, char **argv)
{
    return scenario_main(argc, argv, s_scenarios);
}
