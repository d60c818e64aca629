/* Lock orders: each defect beside its nearest correct neighbour. Which is which: order.cmake. */
#include "preload/nest.h"

static pthread_mutex_t s_a = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t s_b = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t s_c = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t s_gate = PTHREAD_MUTEX_INITIALIZER;
static int s_ring_next;

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
    holding(&s_gate, ab);
}

static void gated_ba(void)
{
    holding(&s_gate, ba);
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
        {"hand_over_hand", hand_over_hand},
        {"hand_over_hand_closed", hand_over_hand_closed},
        {"unlock_out_of_order", unlock_out_of_order},
        {"unlock_out_of_order_inverted", unlock_out_of_order_inverted},
        {NULL, NULL},
    };
    return scenario_main(argc, argv, scenarios);
}
