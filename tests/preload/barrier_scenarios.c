/* Barriers: each defect beside its nearest correct neighbour. */
#include "preload/scenario.h"

#include <time.h>

static pthread_mutex_t s_a = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t s_b = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t s_barrier;

static void lock(pthread_mutex_t *mutex)
{
    CHECK(pthread_mutex_lock(mutex));
}

static void unlock(pthread_mutex_t *mutex)
{
    CHECK(pthread_mutex_unlock(mutex));
}

static void meet(void)
{
    int result = pthread_barrier_wait(&s_barrier);
    EXPECT(result == 0 || result == PTHREAD_BARRIER_SERIAL_THREAD);
}

static void nest(pthread_mutex_t *outer, pthread_mutex_t *inner)
{
    lock(outer);
    lock(inner);
    unlock(inner);
    unlock(outer);
}

typedef void *body(void *);

static void run_both(body *first, body *second)
{
    pthread_t threads[2];
    CHECK(pthread_barrier_init(&s_barrier, NULL, 2));
    CHECK(pthread_create(&threads[0], NULL, first, NULL));
    CHECK(pthread_create(&threads[1], NULL, second, NULL));
    CHECK(pthread_join(threads[0], NULL));
    CHECK(pthread_join(threads[1], NULL));
    CHECK(pthread_barrier_destroy(&s_barrier));
}

/* ---- Phases ---- */

static void *ab_before(void *unused)
{
    nest(&s_a, &s_b);
    meet();
    return unused;
}

static void *ba_after(void *unused)
{
    meet();
    nest(&s_b, &s_a);
    return unused;
}

/* In the same phase, but in turn: no hang, and nothing that orders them. */
static void *ab_first(void *unused)
{
    meet();
    wait_for_turn(0);
    nest(&s_a, &s_b);
    end_turn();
    return unused;
}

static void *ba_second(void *unused)
{
    meet();
    wait_for_turn(1);
    nest(&s_b, &s_a);
    return unused;
}

static void other_phases(void)
{
    run_both(ab_before, ba_after);
}

static void same_phase(void)
{
    run_both(ab_first, ba_second);
}

/* The same threads in many phases: the one orders nothing within the other. */
static void *many_phases(void *first)
{
    for (int i = 0; i < 1000; i++) {
        if ((i % 2 == 0) == (first != NULL)) {
            nest(i % 4 < 2 ? &s_a : &s_b, i % 4 < 2 ? &s_b : &s_a);
        }
        meet();
    }
    return NULL;
}

static void alternating(void)
{
    pthread_t threads[2];
    CHECK(pthread_barrier_init(&s_barrier, NULL, 2));
    CHECK(pthread_create(&threads[0], NULL, many_phases, &s_barrier));
    CHECK(pthread_create(&threads[1], NULL, many_phases, NULL));
    CHECK(pthread_join(threads[0], NULL));
    CHECK(pthread_join(threads[1], NULL));
}

/* ---- Waiting at a barrier with a lock ---- */

static void *meet_holding(void *unused)
{
    lock(&s_a);
    end_turn();
    meet();
    unlock(&s_a);
    return unused;
}

static void *lock_then_meet(void *unused)
{
    wait_for_turn(1);
    lock(&s_a);
    unlock(&s_a);
    meet();
    return unused;
}

static void *meet_then_lock(void *unused)
{
    wait_for_turn(1);
    meet();
    lock(&s_a);
    unlock(&s_a);
    return unused;
}

static void needed_lock(void)
{
    run_both(meet_holding, lock_then_meet);
}

static void needed_later(void)
{
    run_both(meet_holding, meet_then_lock);
}

/* For longer than hold_ms=. */
static void *come_late(void *unused)
{
    nest(&s_b, &s_a);
    end_turn();
    const struct timespec late = {.tv_nsec = 200000000};
    (void)nanosleep(&late, NULL);
    meet();
    return unused;
}

static pthread_mutex_t s_lonely = PTHREAD_MUTEX_INITIALIZER;

static void *meet_early(void *mutex)
{
    wait_for_turn(1);
    nest(&s_b, &s_a); /* s_a is wanted by two threads, s_lonely by one */
    lock(mutex);
    meet();
    unlock(mutex);
    return NULL;
}

static void *meet_early_with_a(void *unused)
{
    (void)unused;
    return meet_early(&s_a);
}

static void *meet_early_alone(void *unused)
{
    (void)unused;
    return meet_early(&s_lonely);
}

static void wanted_for_long(void)
{
    run_both(come_late, meet_early_with_a);
}

static void unwanted_for_long(void)
{
    run_both(come_late, meet_early_alone);
}

/* Two threads where three are expected: whoever would come waits for one of them. */
static void *meet_only(void *unused)
{
    meet();
    return unused;
}

static void one_missing(void)
{
    pthread_t threads[2];
    CHECK(pthread_barrier_init(&s_barrier, NULL, 3));
    CHECK(pthread_create(&threads[0], NULL, meet_only, NULL));
    CHECK(pthread_create(&threads[1], NULL, meet_only, NULL));
    CHECK(pthread_join(threads[0], NULL));
}

static void third_comes(void)
{
    pthread_t threads[2];
    CHECK(pthread_barrier_init(&s_barrier, NULL, 3));
    CHECK(pthread_create(&threads[0], NULL, meet_only, NULL));
    CHECK(pthread_create(&threads[1], NULL, meet_only, NULL));
    meet();
    CHECK(pthread_join(threads[0], NULL));
    CHECK(pthread_join(threads[1], NULL));
}

static const struct scenario s_scenarios[] = {
    {"other_phases", other_phases},       {"same_phase", same_phase},
    {"alternating", alternating},         {"needed_lock", needed_lock},
    {"needed_later", needed_later},       {"one_missing", one_missing},
    {"wanted_for_long", wanted_for_long}, {"unwanted_for_long", unwanted_for_long},
    {"third_comes", third_comes},         {NULL, NULL},
};

int main(int argc, char **argv)
{
    s_turns.turn = 0;
    return scenario_main(argc, argv, s_scenarios);
}
