/*
 * tests/preload/livelock.h - threads in a ring that try for each other's locks, in step.
 *
 * How a lock is taken, tried for and given back is the caller's to say: locks are numbers.
 */
#ifndef TESTS_PRELOAD_LIVELOCK_H
#define TESTS_PRELOAD_LIVELOCK_H

#include <stdbool.h>

#include "preload/scenario.h"

enum { SEATS_MAX = 8, LIVELOCK_ROUNDS = 16 };

struct way {
    void (*take)(int lock);
    bool (*try)(int lock); /* whether it is ours now */
    void (*give)(int lock);
};

struct table {
    const struct way *way;
    int seats, rounds;
    pthread_barrier_t step;
};

struct guest {
    struct table *table;
    int seat;
};

static void meet(struct table *table)
{
    (void)pthread_barrier_wait(&table->step);
}

/* The own lock, a try for the next one, and back: nobody gets both. */
static void be_refused(struct table *table, int seat)
{
    const struct way *way = table->way;
    way->take(seat);
    meet(table);
    EXPECT(!way->try((seat + 1) % table->seats));
    meet(table);
    way->give(seat);
}

static inline void *be_refused_always(void *argument)
{
    const struct guest *guest = argument;
    for (int i = 0; i < guest->table->rounds; i++) {
        be_refused(guest->table, guest->seat);
    }
    return NULL;
}

/* Everybody does `run`, each in a thread of his own. */
static inline void sit_down(struct table *table, void *(*run)(void *guest))
{
    pthread_t threads[SEATS_MAX];
    struct guest guests[SEATS_MAX];
    EXPECT(table->seats <= SEATS_MAX);
    CHECK(pthread_barrier_init(&table->step, NULL, (unsigned)table->seats));
    for (int i = 0; i < table->seats; i++) {
        guests[i] = (struct guest){table, i};
        CHECK(pthread_create(&threads[i], NULL, run, &guests[i]));
    }
    for (int i = 0; i < table->seats; i++) {
        CHECK(pthread_join(threads[i], NULL));
    }
    CHECK(pthread_barrier_destroy(&table->step));
}

static inline void refused_in_step(const struct way *way, int seats, int rounds)
{
    struct table table = {.way = way, .seats = seats, .rounds = rounds};
    sit_down(&table, be_refused_always);
}

#endif
