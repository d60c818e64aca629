/* Lock orders: each defect beside its nearest correct neighbour. Which is which: CMakeLists.txt. */
#include "preload/scenario.h"

#include <time.h>

static pthread_mutex_t s_a = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t s_b = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t s_c = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t s_gate = PTHREAD_MUTEX_INITIALIZER;
static int s_ring_next;

static void nest(pthread_mutex_t *outer, pthread_mutex_t *inner)
{
    CHECK(pthread_mutex_lock(outer));
    CHECK(pthread_mutex_lock(inner));
    CHECK(pthread_mutex_unlock(inner));
    CHECK(pthread_mutex_unlock(outer));
}

static void ab(void)
{
    nest(&s_a, &s_b);
}

static void ba(void)
{
    nest(&s_b, &s_a);
}

static void abba(void)
{
    IN_TURN(ab, ba);
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
    s_ring_next = 0; /* no tail call */
}

static __attribute__((noinline)) void use_two(void)
{
    use(&s_b, &s_a);
    s_ring_next = 0;
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

static void abab(void)
{
    IN_TURN(ab, ab);
}

static void bc(void)
{
    nest(&s_b, &s_c);
}

static void ca(void)
{
    nest(&s_c, &s_a);
}

static void ac(void)
{
    nest(&s_a, &s_c);
}

static void ring_of_3(void)
{
    IN_TURN(ab, bc, ca);
}

static void no_ring_of_3(void)
{
    IN_TURN(ab, bc, ac);
}

/* Rings of n: thread i takes locks i and i + 1. */
static pthread_mutex_t s_ring[64];
static int s_ring_size;

static void ring_part(void)
{
    int i = s_ring_next++;
    nest(&s_ring[i], &s_ring[(i + 1) % s_ring_size]);
}

static void ring_part_ordered(void)
{
    int i = s_ring_next++;
    int j = (i + 1) % s_ring_size;
    nest(&s_ring[i < j ? i : j], &s_ring[i < j ? j : i]);
}

static void ring(int size, void (*part)(void))
{
    void (*parts[64])(void);
    s_ring_size = size;
    for (int i = 0; i < size; i++) {
        CHECK(pthread_mutex_init(&s_ring[i], NULL));
        parts[i] = part;
    }
    in_turn(parts, size);
}

static void ring_of_5(void)
{
    ring(5, ring_part);
}

static void no_ring_of_5(void)
{
    ring(5, ring_part_ordered);
}

static void ring_of_25(void)
{
    ring(25, ring_part);
}

static void no_ring_of_25(void)
{
    ring(25, ring_part_ordered);
}

static void gated_ab(void)
{
    CHECK(pthread_mutex_lock(&s_gate));
    ab();
    CHECK(pthread_mutex_unlock(&s_gate));
}

static void gated_ba(void)
{
    CHECK(pthread_mutex_lock(&s_gate));
    ba();
    CHECK(pthread_mutex_unlock(&s_gate));
}

static void gate(void)
{
    IN_TURN(gated_ab, gated_ba);
}

static void gate_on_one_side(void)
{
    IN_TURN(gated_ab, ba);
}

static void gate_then_none(void)
{
    IN_TURN(gated_ab, gated_ba, ba);
}

static void one_thread_both(void)
{
    ab();
    ba();
}

static void one_thread(void)
{
    IN_TURN(one_thread_both);
}

static void one_thread_then_another(void)
{
    IN_TURN(one_thread_both, ab);
}

static void joined_between(void)
{
    in_thread(ab);
    in_thread(ba);
}

/* Both orders in the parent and the child, without overlap: before creation, and after the join. */
static void parent_before_child(void)
{
    ab();
    in_thread(ba);
    ab();
}

static void *run_ba_later(void *unused)
{
    (void)unused;
    wait_for_turn(0);
    ba();
    return NULL;
}

static void parent_beside_child(void)
{
    pthread_t thread;
    s_turns.turn = -1;
    CHECK(pthread_create(&thread, NULL, run_ba_later, NULL));
    ab();
    end_turn();
    CHECK(pthread_join(thread, NULL));
}

static void try_second(pthread_mutex_t *outer, pthread_mutex_t *inner)
{
    CHECK(pthread_mutex_lock(outer));
    CHECK(pthread_mutex_trylock(inner));
    CHECK(pthread_mutex_unlock(inner));
    CHECK(pthread_mutex_unlock(outer));
}

static void ba_try_second(void)
{
    try_second(&s_b, &s_a);
}

static void trylock_second(void)
{
    IN_TURN(ab, ba_try_second);
}

static void ba_try_first(void)
{
    CHECK(pthread_mutex_trylock(&s_b));
    CHECK(pthread_mutex_lock(&s_a));
    CHECK(pthread_mutex_unlock(&s_a));
    CHECK(pthread_mutex_unlock(&s_b));
}

static void trylock_first(void)
{
    IN_TURN(ab, ba_try_first);
}

static void soon(struct timespec *ret_deadline, clockid_t clock)
{
    CHECK(clock_gettime(clock, ret_deadline));
    ret_deadline->tv_sec += 30;
}

static void ba_timed(void)
{
    struct timespec deadline;
    CHECK(pthread_mutex_lock(&s_b));
    soon(&deadline, CLOCK_REALTIME);
    CHECK(pthread_mutex_timedlock(&s_a, &deadline));
    CHECK(pthread_mutex_unlock(&s_a));
    soon(&deadline, CLOCK_MONOTONIC);
    CHECK(pthread_mutex_clocklock(&s_a, CLOCK_MONOTONIC, &deadline));
    CHECK(pthread_mutex_unlock(&s_a));
    CHECK(pthread_mutex_unlock(&s_b));
}

static void timed_second(void)
{
    IN_TURN(ab, ba_timed);
}

static void hand_over_hand_part(void)
{
    CHECK(pthread_mutex_lock(&s_a));
    CHECK(pthread_mutex_lock(&s_b));
    CHECK(pthread_mutex_unlock(&s_a));
    CHECK(pthread_mutex_lock(&s_c));
    CHECK(pthread_mutex_unlock(&s_b));
    CHECK(pthread_mutex_unlock(&s_c));
}

static void c_alone_then_a(void)
{
    CHECK(pthread_mutex_lock(&s_c));
    CHECK(pthread_mutex_unlock(&s_c));
    CHECK(pthread_mutex_lock(&s_a));
    CHECK(pthread_mutex_unlock(&s_a));
}

static void hand_over_hand(void)
{
    IN_TURN(hand_over_hand_part, hand_over_hand_part, c_alone_then_a);
}

static void hand_over_hand_closed(void)
{
    IN_TURN(hand_over_hand_part, hand_over_hand_part, ca);
}

static pthread_mutex_t s_recursive;

static void make_recursive(void)
{
    pthread_mutexattr_t attributes;
    CHECK(pthread_mutexattr_init(&attributes));
    CHECK(pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE));
    CHECK(pthread_mutex_init(&s_recursive, &attributes));
    CHECK(pthread_mutexattr_destroy(&attributes));
}

/* recursive -> a -> recursive again: the second is a relock and waits for nobody. */
static void relock(void)
{
    CHECK(pthread_mutex_lock(&s_recursive));
    CHECK(pthread_mutex_lock(&s_a));
    CHECK(pthread_mutex_lock(&s_recursive));
    CHECK(pthread_mutex_trylock(&s_recursive));
    CHECK(pthread_mutex_unlock(&s_recursive));
    CHECK(pthread_mutex_unlock(&s_recursive));
    CHECK(pthread_mutex_unlock(&s_a));
    CHECK(pthread_mutex_unlock(&s_recursive));
}

static void recursive_relock(void)
{
    make_recursive();
    IN_TURN(relock, relock);
}

static void a_then_recursive(void)
{
    nest(&s_a, &s_recursive);
}

static void recursive_inversion(void)
{
    make_recursive();
    IN_TURN(relock, a_then_recursive);
}

/* A recursive lock released as often as taken holds nothing back. */
static void relock_then_b(void)
{
    relock();
    nest(&s_b, &s_recursive);
}

static void recursive_then_b(void)
{
    CHECK(pthread_mutex_lock(&s_b));
    CHECK(pthread_mutex_unlock(&s_b));
    relock();
}

static void recursive_released(void)
{
    make_recursive();
    IN_TURN(relock_then_b, recursive_then_b);
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

/* Unlocking out of order must forget the right lock. */
static void out_of_order(void)
{
    CHECK(pthread_mutex_lock(&s_a));
    CHECK(pthread_mutex_lock(&s_b));
    CHECK(pthread_mutex_unlock(&s_a));
    CHECK(pthread_mutex_lock(&s_c));
    CHECK(pthread_mutex_unlock(&s_b));
    CHECK(pthread_mutex_unlock(&s_c));
}

static void unlock_out_of_order(void)
{
    IN_TURN(out_of_order, ca);
}

static void cb(void)
{
    nest(&s_c, &s_b);
}

static void unlock_out_of_order_inverted(void)
{
    IN_TURN(out_of_order, cb);
}

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {
        {"abba", abba},
        {"abab", abab},
        {"abba_by_wrapper", abba_by_wrapper},
        {"abba_by_wrapper_used_before", abba_by_wrapper_used_before},
        {"abba_by_trusted_site", abba_by_trusted_site},
        {"ring_of_3", ring_of_3},
        {"no_ring_of_3", no_ring_of_3},
        {"ring_of_5", ring_of_5},
        {"no_ring_of_5", no_ring_of_5},
        {"ring_of_25", ring_of_25},
        {"no_ring_of_25", no_ring_of_25},
        {"gate", gate},
        {"gate_on_one_side", gate_on_one_side},
        {"gate_then_none", gate_then_none},
        {"one_thread", one_thread},
        {"one_thread_then_another", one_thread_then_another},
        {"joined_between", joined_between},
        {"parent_before_child", parent_before_child},
        {"parent_beside_child", parent_beside_child},
        {"trylock_second", trylock_second},
        {"trylock_first", trylock_first},
        {"timed_second", timed_second},
        {"hand_over_hand", hand_over_hand},
        {"hand_over_hand_closed", hand_over_hand_closed},
        {"recursive_relock", recursive_relock},
        {"recursive_inversion", recursive_inversion},
        {"recursive_released", recursive_released},
        {"successor_12", successor_12},
        {"successor_12_same", successor_12_same},
        {"locks_20000", locks_20000},
        {"locks_20000_same", locks_20000_same},
        {"held_130", held_130},
        {"held_130_same", held_130_same},
        {"unlock_out_of_order", unlock_out_of_order},
        {"unlock_out_of_order_inverted", unlock_out_of_order_inverted},
        {NULL, NULL},
    };
    return scenario_main(argc, argv, scenarios);
}
