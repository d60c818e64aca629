/* A program that locks through layers of its own: what is told is where these are called. */
#include "preload/scenario.h"

static pthread_mutex_t s_a = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t s_b = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t s_c = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t s_d = PTHREAD_MUTEX_INITIALIZER;

static void native_lock(pthread_mutex_t *mutex)
{
    CHECK(pthread_mutex_lock(mutex));
}

static void mutex_lock(pthread_mutex_t *mutex)
{
    native_lock(mutex);
}

static void scoped_lock(pthread_mutex_t *mutex)
{
    mutex_lock(mutex);
}

static void unlock_both(pthread_mutex_t *outer, pthread_mutex_t *inner)
{
    CHECK(pthread_mutex_unlock(inner));
    CHECK(pthread_mutex_unlock(outer));
}

static void pay(void)
{
    scoped_lock(&s_a);
    scoped_lock(&s_b);
    unlock_both(&s_a, &s_b);
}

static void refund(void)
{
    scoped_lock(&s_b);
    scoped_lock(&s_a);
    unlock_both(&s_b, &s_a);
}

static void append(void)
{
    scoped_lock(&s_c);
    scoped_lock(&s_d);
    unlock_both(&s_c, &s_d);
}

static void rotate(void)
{
    scoped_lock(&s_d);
    scoped_lock(&s_c);
    unlock_both(&s_d, &s_c);
}

static void pay_and_append(void)
{
    pay();
    append();
}

static void refund_and_rotate(void)
{
    refund();
    rotate();
}

static void one_defect(void)
{
    IN_TURN(pay, refund);
}

static void two_defects(void)
{
    IN_TURN(pay_and_append, refund_and_rotate);
}

static void one_order(void)
{
    IN_TURN(pay_and_append, pay_and_append);
}

/* The same pair of functions, on two pairs of locks: one defect to mend. */
static void nest(pthread_mutex_t *outer, pthread_mutex_t *inner)
{
    scoped_lock(outer);
    scoped_lock(inner);
    unlock_both(outer, inner);
}

static void forth(void)
{
    nest(&s_a, &s_b);
    nest(&s_c, &s_d);
}

static void back(void)
{
    nest(&s_b, &s_a);
    nest(&s_d, &s_c);
}

static void one_defect_twice(void)
{
    IN_TURN(forth, back);
}

/* Named like a wrapper, but it takes both locks itself. */
static void lock_both(pthread_mutex_t *outer, pthread_mutex_t *inner)
{
    scoped_lock(outer);
    scoped_lock(inner);
}

static void transfer(void)
{
    lock_both(&s_a, &s_b);
    unlock_both(&s_a, &s_b);
}

static void transfer_back(void)
{
    lock_both(&s_b, &s_a);
    unlock_both(&s_b, &s_a);
}

static void both_in_a_wrapper(void)
{
    IN_TURN(transfer, transfer_back);
}

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {
        {"one_defect", one_defect},
        {"two_defects", two_defects},
        {"one_defect_twice", one_defect_twice},
        {"one_order", one_order},
        {"both_in_a_wrapper", both_in_a_wrapper},
        {NULL, NULL},
    };
    return scenario_main(argc, argv, scenarios);
}
