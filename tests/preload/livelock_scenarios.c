/* Every kind of lock that can be tried for, by threads that refuse each other in step. */
#include <errno.h>
#include <semaphore.h>
#include <threads.h>
#include <time.h>

#include "preload/livelock.h"

/* ---- Mutexes ---- */

static pthread_mutex_t s_mutexes[SEATS_MAX];

static void init_mutexes(int type)
{
    pthread_mutexattr_t attributes;
    CHECK(pthread_mutexattr_init(&attributes));
    CHECK(pthread_mutexattr_settype(&attributes, type));
    for (int i = 0; i < SEATS_MAX; i++) {
        CHECK(pthread_mutex_init(&s_mutexes[i], &attributes));
    }
    CHECK(pthread_mutexattr_destroy(&attributes));
}

static void take_mutex(int lock)
{
    CHECK(pthread_mutex_lock(&s_mutexes[lock]));
}

static bool try_mutex(int lock)
{
    return pthread_mutex_trylock(&s_mutexes[lock]) != EBUSY;
}

static bool time_mutex(int lock)
{
    const struct timespec past = {0};
    return pthread_mutex_timedlock(&s_mutexes[lock], &past) != ETIMEDOUT;
}

static void give_mutex(int lock)
{
    CHECK(pthread_mutex_unlock(&s_mutexes[lock]));
}

static const struct way s_mutex = {take_mutex, try_mutex, give_mutex};
static const struct way s_timed_mutex = {take_mutex, time_mutex, give_mutex};

static void two_mutexes(void)
{
    init_mutexes(PTHREAD_MUTEX_NORMAL);
    refused_in_step(&s_mutex, 2, LIVELOCK_ROUNDS);
}

static void two_mutexes_once_less(void)
{
    init_mutexes(PTHREAD_MUTEX_NORMAL);
    refused_in_step(&s_mutex, 2, LIVELOCK_ROUNDS - 1);
}

static void five_mutexes(void)
{
    init_mutexes(PTHREAD_MUTEX_NORMAL);
    refused_in_step(&s_mutex, 5, LIVELOCK_ROUNDS);
}

static void recursive_mutexes(void)
{
    init_mutexes(PTHREAD_MUTEX_RECURSIVE);
    refused_in_step(&s_mutex, 2, LIVELOCK_ROUNDS);
}

static void timed_mutexes(void)
{
    init_mutexes(PTHREAD_MUTEX_NORMAL);
    refused_in_step(&s_timed_mutex, 2, LIVELOCK_ROUNDS);
}

/* ---- C11 ---- */

static mtx_t s_c11[SEATS_MAX];

static void take_c11(int lock)
{
    EXPECT(mtx_lock(&s_c11[lock]) == thrd_success);
}

static bool try_c11(int lock)
{
    return mtx_trylock(&s_c11[lock]) != thrd_busy;
}

static void give_c11(int lock)
{
    EXPECT(mtx_unlock(&s_c11[lock]) == thrd_success);
}

static void c11_mutexes(void)
{
    static const struct way way = {take_c11, try_c11, give_c11};
    for (int i = 0; i < SEATS_MAX; i++) {
        EXPECT(mtx_init(&s_c11[i], mtx_plain) == thrd_success);
    }
    refused_in_step(&way, 2, LIVELOCK_ROUNDS);
}

/* ---- Spin locks ---- */

static pthread_spinlock_t s_spins[SEATS_MAX];

static void take_spin(int lock)
{
    CHECK(pthread_spin_lock(&s_spins[lock]));
}

static bool try_spin(int lock)
{
    return pthread_spin_trylock(&s_spins[lock]) != EBUSY;
}

static void give_spin(int lock)
{
    CHECK(pthread_spin_unlock(&s_spins[lock]));
}

static void three_spins(void)
{
    static const struct way way = {take_spin, try_spin, give_spin};
    for (int i = 0; i < SEATS_MAX; i++) {
        CHECK(pthread_spin_init(&s_spins[i], PTHREAD_PROCESS_PRIVATE));
    }
    refused_in_step(&way, 3, LIVELOCK_ROUNDS);
}

/* ---- Read-write locks ---- */

static pthread_rwlock_t s_rwlocks[SEATS_MAX];

static void read_rwlock(int lock)
{
    CHECK(pthread_rwlock_rdlock(&s_rwlocks[lock]));
}

static void write_rwlock(int lock)
{
    CHECK(pthread_rwlock_wrlock(&s_rwlocks[lock]));
}

static bool try_read(int lock)
{
    return pthread_rwlock_tryrdlock(&s_rwlocks[lock]) != EBUSY;
}

static bool try_write(int lock)
{
    return pthread_rwlock_trywrlock(&s_rwlocks[lock]) != EBUSY;
}

static void give_rwlock(int lock)
{
    CHECK(pthread_rwlock_unlock(&s_rwlocks[lock]));
}

static void init_rwlocks(void)
{
    for (int i = 0; i < SEATS_MAX; i++) {
        CHECK(pthread_rwlock_init(&s_rwlocks[i], NULL));
    }
}

static void writers(void)
{
    static const struct way way = {write_rwlock, try_read, give_rwlock};
    init_rwlocks();
    refused_in_step(&way, 2, LIVELOCK_ROUNDS);
}

static void readers(void)
{
    static const struct way way = {read_rwlock, try_write, give_rwlock};
    init_rwlocks();
    refused_in_step(&way, 2, LIVELOCK_ROUNDS);
}

/* Both read the one lock, and each wants to write it. */
static void read_first(int seat)
{
    (void)seat;
    read_rwlock(0);
}

static bool try_write_first(int seat)
{
    (void)seat;
    return try_write(0);
}

static void give_first(int seat)
{
    (void)seat;
    give_rwlock(0);
}

static void upgrades(void)
{
    static const struct way way = {read_first, try_write_first, give_first};
    init_rwlocks();
    refused_in_step(&way, 2, LIVELOCK_ROUNDS);
}

/* ---- Semaphores ---- */

static sem_t s_sems[SEATS_MAX];

static void take_sem(int lock)
{
    EXPECT(sem_wait(&s_sems[lock]) == 0);
}

static bool try_sem(int lock)
{
    return sem_trywait(&s_sems[lock]) == 0;
}

static void give_sem(int lock)
{
    EXPECT(sem_post(&s_sems[lock]) == 0);
}

static void semaphores(void)
{
    static const struct way way = {take_sem, try_sem, give_sem};
    for (int i = 0; i < SEATS_MAX; i++) {
        EXPECT(sem_init(&s_sems[i], 0, 1) == 0);
        take_sem(i); /* who takes it posts it: it is a lock */
        give_sem(i);
    }
    refused_in_step(&way, 2, LIVELOCK_ROUNDS);
}

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {
        {"two_mutexes", two_mutexes},
        {"two_mutexes_once_less", two_mutexes_once_less},
        {"five_mutexes", five_mutexes},
        {"recursive_mutexes", recursive_mutexes},
        {"timed_mutexes", timed_mutexes},
        {"c11_mutexes", c11_mutexes},
        {"three_spins", three_spins},
        {"writers", writers},
        {"readers", readers},
        {"upgrades", upgrades},
        {"semaphores", semaphores},
        {NULL, NULL},
    };
    return scenario_main(argc, argv, scenarios);
}
