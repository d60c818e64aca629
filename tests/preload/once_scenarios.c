/* pthread_once and call_once: each defect beside its nearest correct neighbour. */
#include "preload/hang.h"
#include "preload/nest.h"

#include <stdbool.h>
#include <sys/wait.h>
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

/* In the child the initializer begins anew: nobody is there who would end what the parent began. */
static void forked_while_running(void)
{
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, initialize, NULL));
    wait_for_turn(1);
    CHECK(pthread_mutex_lock(&s_turns.mutex)); /* or the other might have it just now */
    pid_t child = fork();
    CHECK(pthread_mutex_unlock(&s_turns.mutex));
    if (child == 0) {
        CHECK(pthread_once(&s_once, meet_and_lock)); /* finds its turn come */
        _exit(0);
    }
    int status;
    EXPECT(waitpid(child, &status, 0) == child && status == 0);
    end_turn();
    CHECK(pthread_join(thread, NULL));
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

/* ---- Orders, in runs that do not hang ---- */

static void use_m(void)
{
    lock_m();
    unlock_m();
}

static void run_once(void)
{
    CHECK(pthread_once(&s_once, use_m));
}

static void run_once_holding_m(void)
{
    lock_m();
    run_once();
    unlock_m();
}

/* Until the main thread sleeps in the kernel. */
static void wait_until_main_sleeps(void)
{
    char letter = '?';
    while (letter != 'S') {
        FILE *file = fopen("/proc/self/stat", "re");
        EXPECT(file && fscanf(file, "%*d (%*[^)]) %c", &letter) == 1 && fclose(file) == 0);
    }
}

/* The initializer has been through with the mutex, and another call waits for it with the mutex. */
static void use_m_and_meet(void)
{
    use_m();
    end_turn();
    wait_for_turn(2);
    wait_until_main_sleeps();
}

static void *initialize_and_meet(void *unused)
{
    CHECK(pthread_once(&s_once, use_m_and_meet));
    return unused;
}

static void found_running(void)
{
    wait_holding(initialize_and_meet, true);
}

static void found_running_holding_nothing(void)
{
    wait_holding(initialize_and_meet, false);
}

static void found_done(void)
{
    IN_TURN(run_once, run_once_holding_m);
}

static void found_done_holding_nothing(void)
{
    IN_TURN(run_once, run_once, use_m);
}

/* Whoever has been through it knows that it is done. */
static void run_once_and_again(void)
{
    run_once();
    run_once_holding_m();
}

static void known_done(void)
{
    IN_TURN(run_once, run_once_and_again);
}

static void done_before_thread(void)
{
    run_once();
    in_thread(run_once_holding_m);
}

/* The thread that creates waited for somebody else to do it. */
static void pass_and_create(void)
{
    run_once();
    in_thread(run_once_holding_m);
}

static void done_by_another_before_thread(void)
{
    IN_TURN(run_once, pass_and_create);
}

static void done_by_joined_thread(void)
{
    in_thread(run_once);
    in_thread(run_once_holding_m);
}

static pthread_mutex_t s_gate = PTHREAD_MUTEX_INITIALIZER;

static void run_once_under_gate(void)
{
    holding(&s_gate, run_once);
}

static void run_once_holding_m_under_gate(void)
{
    holding(&s_gate, run_once_holding_m);
}

static void under_a_gate(void)
{
    IN_TURN(run_once_under_gate, run_once_holding_m_under_gate);
}

static void try_m(void)
{
    CHECK(pthread_mutex_trylock(&s_m));
    unlock_m();
}

static void run_once_trying(void)
{
    CHECK(pthread_once(&s_once, try_m));
}

static void initializer_tries(void)
{
    IN_TURN(run_once_trying, run_once_holding_m);
}

/* The control is new again. */
static void renew_and_hold(void)
{
    s_once = (pthread_once_t)PTHREAD_ONCE_INIT;
    CHECK(pthread_once(&s_once, count_run));
    run_once_holding_m();
}

static void renewed(void)
{
    IN_TURN(run_once, renew_and_hold);
}

static void run_flag(void)
{
    call_once(&s_flag, use_m);
}

static void run_flag_holding_m(void)
{
    lock_m();
    run_flag();
    unlock_m();
}

static void found_done_c11(void)
{
    IN_TURN(run_flag, run_flag_holding_m);
}

static void run_flag_and_again(void)
{
    run_flag();
    run_flag_holding_m();
}

static void known_done_c11(void)
{
    IN_TURN(run_flag, run_flag_and_again);
}

int main(int argc, char **argv)
{
#define SCENARIO(name) \
    {                  \
#name, name    \
    }
    static const struct scenario scenarios[] = {
        SCENARIO(results),
        SCENARIO(hang),
        SCENARIO(hang_c11),
        SCENARIO(wait_holding_nothing),
        SCENARIO(recursive),
        SCENARIO(forked_while_running),
        SCENARIO(nested),
        SCENARIO(given_up),
        SCENARIO(found_running),
        SCENARIO(found_running_holding_nothing),
        SCENARIO(found_done),
        SCENARIO(found_done_holding_nothing),
        SCENARIO(known_done),
        SCENARIO(done_before_thread),
        SCENARIO(done_by_another_before_thread),
        SCENARIO(done_by_joined_thread),
        SCENARIO(under_a_gate),
        SCENARIO(initializer_tries),
        SCENARIO(renewed),
        SCENARIO(found_done_c11),
        SCENARIO(known_done_c11),
        {NULL, NULL},
    };
    return scenario_main(argc, argv, scenarios);
}
