/* Condition variables: what a wait does to the locks held, and how waits are misused. */
#include <errno.h>
#include <time.h>

#include "preload/scenario.h"

static pthread_mutex_t s_mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t s_other_mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t s_outer = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t s_cond = PTHREAD_COND_INITIALIZER;
static int s_waiting, s_go;

static const struct timespec long_ago = {0, 0};

static void lock(pthread_mutex_t *mutex)
{
    CHECK(pthread_mutex_lock(mutex));
}

static void unlock(pthread_mutex_t *mutex)
{
    CHECK(pthread_mutex_unlock(mutex));
}

/* Gives the mutex up and takes it back, at once. */
static void wait_a_moment(pthread_mutex_t *mutex)
{
    EXPECT(pthread_cond_timedwait(&s_cond, mutex, &long_ago) == ETIMEDOUT);
}

static void mutex_then_outer(void)
{
    lock(&s_mutex);
    lock(&s_outer);
    unlock(&s_outer);
    unlock(&s_mutex);
}

static void wait_below_outer(void)
{
    lock(&s_mutex);
    lock(&s_outer);
    wait_a_moment(&s_mutex);
    unlock(&s_outer);
    unlock(&s_mutex);
}

static void wait_clock_below_outer(void)
{
    lock(&s_mutex);
    lock(&s_outer);
    EXPECT(pthread_cond_clockwait(&s_cond, &s_mutex, CLOCK_MONOTONIC, &long_ago) == ETIMEDOUT);
    unlock(&s_outer);
    unlock(&s_mutex);
}

static void wait_without_outer(void)
{
    lock(&s_mutex);
    lock(&s_outer);
    unlock(&s_outer);
    wait_a_moment(&s_mutex);
    unlock(&s_mutex);
}

static void taking_back_inverts(void)
{
    IN_TURN(wait_below_outer, mutex_then_outer);
}

static void clock_taking_back_inverts(void)
{
    IN_TURN(wait_clock_below_outer, mutex_then_outer);
}

static void taking_back_alone(void)
{
    IN_TURN(wait_without_outer, mutex_then_outer);
}

/* After the wait the mutex is held again, once, and on top. */
static void wait_then_take_outer(void)
{
    lock(&s_mutex);
    wait_a_moment(&s_mutex);
    lock(&s_outer);
    unlock(&s_outer);
    unlock(&s_mutex);
}

static void wait_unlock_take_outer(void)
{
    lock(&s_mutex);
    wait_a_moment(&s_mutex);
    unlock(&s_mutex);
    lock(&s_outer);
    unlock(&s_outer);
}

static void outer_then_mutex(void)
{
    lock(&s_outer);
    lock(&s_mutex);
    unlock(&s_mutex);
    unlock(&s_outer);
}

static void held_after_wait(void)
{
    IN_TURN(wait_then_take_outer, outer_then_mutex);
}

static void released_after_wait(void)
{
    IN_TURN(wait_unlock_take_outer, outer_then_mutex);
}

static void not_held(void)
{
    (void)pthread_cond_timedwait(&s_cond, &s_mutex, &long_ago);
    unlock(&s_mutex);
}

static void held(void)
{
    lock(&s_mutex);
    wait_a_moment(&s_mutex);
    unlock(&s_mutex);
}

static void recursive_held_twice(void)
{
    pthread_mutex_t recursive = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
    lock(&recursive);
    lock(&recursive);
    wait_a_moment(&recursive);
    unlock(&recursive);
    unlock(&recursive);
    EXPECT(pthread_mutex_trylock(&recursive) == 0);
    unlock(&recursive);
}

static void *wait_for_go(void *unused)
{
    (void)unused;
    lock(&s_mutex);
    s_waiting = 1;
    while (!s_go) {
        CHECK(pthread_cond_wait(&s_cond, &s_mutex));
    }
    unlock(&s_mutex);
    return NULL;
}

/* A thread that is in its wait by the time this returns: it has given up the mutex. */
static pthread_t start_waiter(void *(*waiter)(void *))
{
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, waiter, NULL));
    for (int is_in = 0; !is_in;) {
        lock(&s_mutex);
        is_in = s_waiting;
        unlock(&s_mutex);
    }
    return thread;
}

static void let_go(pthread_t thread)
{
    lock(&s_mutex);
    s_go = 1;
    CHECK(pthread_cond_broadcast(&s_cond));
    unlock(&s_mutex);
    CHECK(pthread_join(thread, NULL));
}

static void wait_with_other_mutex(void)
{
    lock(&s_other_mutex);
    wait_a_moment(&s_other_mutex);
    unlock(&s_other_mutex);
}

static void two_mutexes(void)
{
    pthread_t thread = start_waiter(wait_for_go);
    wait_with_other_mutex();
    let_go(thread);
}

static void two_mutexes_in_succession(void)
{
    pthread_t thread = start_waiter(wait_for_go);
    let_go(thread);
    wait_with_other_mutex();
}

/* The waiter is woken, but cannot return before we let it have its mutex. */
static void other_mutex_after_signal(void)
{
    pthread_t thread = start_waiter(wait_for_go);
    lock(&s_mutex);
    s_go = 1;
    CHECK(pthread_cond_signal(&s_cond));
    wait_with_other_mutex();
    unlock(&s_mutex);
    CHECK(pthread_join(thread, NULL));
}

static void take_outer_unlock(void *unused)
{
    (void)unused;
    lock(&s_outer);
    unlock(&s_outer);
    unlock(&s_mutex);
}

static void unlock_take_outer(void *unused)
{
    (void)unused;
    unlock(&s_mutex);
    lock(&s_outer);
    unlock(&s_outer);
}

static void *wait_for_ever(void *cleanup)
{
    void (*routine)(void *) = *(void (**)(void *))cleanup;
    lock(&s_mutex);
    s_waiting = 1;
    pthread_cleanup_push(routine, NULL);
    for (;;) {
        (void)pthread_cond_wait(&s_cond, &s_mutex);
    }
    pthread_cleanup_pop(0);
    return NULL;
}

static void cancel_waiter(void (*cleanup)(void *))
{
    pthread_t thread;
    void *value;
    CHECK(pthread_create(&thread, NULL, wait_for_ever, &cleanup));
    CHECK(pthread_cancel(thread));
    CHECK(pthread_join(thread, &value));
    EXPECT(value == PTHREAD_CANCELED);
}

static void wait_and_cancel_holding(void)
{
    cancel_waiter(take_outer_unlock);
}

static void wait_and_cancel_released(void)
{
    cancel_waiter(unlock_take_outer);
}

/* Creation and join would order the two: a third thread looks on. */
static void cancelled_holding(void)
{
    IN_TURN(outer_then_mutex, wait_and_cancel_holding);
}

static void cancelled_released(void)
{
    IN_TURN(outer_then_mutex, wait_and_cancel_released);
}

static void *wait_under_outer(void *unused)
{
    lock(&s_outer);
    return wait_for_go(unused);
}

/* Woken, the waiter needs the mutex that we keep while we ask for the lock that it keeps. */
static void taking_back_hangs(void)
{
    (void)start_waiter(wait_under_outer);
    lock(&s_mutex);
    s_go = 1;
    CHECK(pthread_cond_signal(&s_cond));
    lock(&s_outer);
}

static void *wait_then_end(void *unused)
{
    return wait_for_go(unused);
}

static void join_with_mutex_hangs(void)
{
    pthread_t thread = start_waiter(wait_then_end);
    lock(&s_mutex);
    s_go = 1;
    CHECK(pthread_cond_signal(&s_cond));
    CHECK(pthread_join(thread, NULL));
}

#if defined(__x86_64__)
/* As a program linked against an ancient libc sees them. */
int old_wait(pthread_cond_t *, pthread_mutex_t *);
int old_timedwait(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);
int old_broadcast(pthread_cond_t *);
__asm__(".symver old_wait, pthread_cond_wait@GLIBC_2.2.5");
__asm__(".symver old_timedwait, pthread_cond_timedwait@GLIBC_2.2.5");
__asm__(".symver old_broadcast, pthread_cond_broadcast@GLIBC_2.2.5");

/* The old kind is a pointer: were it given to the new functions, they would write beyond it. */
static struct {
    pthread_cond_t *pointer;
    unsigned char beyond[64];
} s_old_cond;

static void *old_wait_for_go(void *unused)
{
    (void)unused;
    lock(&s_mutex);
    s_waiting = 1;
    while (!s_go) {
        CHECK(old_wait((pthread_cond_t *)&s_old_cond, &s_mutex));
    }
    unlock(&s_mutex);
    return NULL;
}

static void old_version(void)
{
    pthread_t thread = start_waiter(old_wait_for_go);
    lock(&s_mutex);
    s_go = 1;
    CHECK(old_broadcast((pthread_cond_t *)&s_old_cond));
    unlock(&s_mutex);
    CHECK(pthread_join(thread, NULL));
    for (size_t i = 0; i < sizeof(s_old_cond.beyond); i++) {
        EXPECT(s_old_cond.beyond[i] == 0);
    }
}

static void old_version_not_held(void)
{
    (void)old_timedwait((pthread_cond_t *)&s_old_cond, &s_mutex, &long_ago);
    unlock(&s_mutex);
}
#endif

/* An errorcheck mutex makes the call fail: nobody sleeps. */
static void not_held_refused(void)
{
    pthread_mutexattr_t attributes;
    pthread_mutex_t mutex;
    CHECK(pthread_mutexattr_init(&attributes));
    CHECK(pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_ERRORCHECK));
    CHECK(pthread_mutex_init(&mutex, &attributes));
    EXPECT(pthread_cond_wait(&s_cond, &mutex) == EPERM);
}

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {
        {"taking_back_inverts", taking_back_inverts},
        {"clock_taking_back_inverts", clock_taking_back_inverts},
        {"taking_back_alone", taking_back_alone},
        {"held_after_wait", held_after_wait},
        {"released_after_wait", released_after_wait},
        {"not_held", not_held},
        {"not_held_refused", not_held_refused},
        {"held", held},
        {"recursive_held_twice", recursive_held_twice},
        {"two_mutexes", two_mutexes},
        {"two_mutexes_in_succession", two_mutexes_in_succession},
        {"other_mutex_after_signal", other_mutex_after_signal},
        {"cancelled_holding", cancelled_holding},
        {"cancelled_released", cancelled_released},
        {"taking_back_hangs", taking_back_hangs},
        {"join_with_mutex_hangs", join_with_mutex_hangs},
#if defined(__x86_64__)
        {"old_version", old_version},
        {"old_version_not_held", old_version_not_held},
#endif
        {NULL, NULL},
    };
    return scenario_main(argc, argv, scenarios);
}
