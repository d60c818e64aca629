/*
 * producer-consumer/sem_order/fixed.c - two semaphores and a lock.
 *
 * FIX     One semaphore counts the room, one the items, and the lock guards
 *         the ring: the bounded buffer of the textbooks.
 * PYTHON  S1 S2, Semaphore: room.acquire(), and then with lock:
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

enum { SLOTS = 4, ITEMS = 8 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static sem_t room;
static sem_t filled;
static sem_t was_full;
static int slots[SLOTS];
static unsigned put_count;
static unsigned take_count;

/* The first to find no room lets the consumer begin: full once, for certain. */
static void wait_for_room(void)
{
    if (sem_trywait(&room) != 0) {
        MUST_SYS(sem_post(&was_full));
        MUST_SYS(sem_wait(&room));
    }
}

static void put(int item)
{
    wait_for_room();
    MUST(pthread_mutex_lock(&lock));
    slots[put_count++ % SLOTS] = item;
    MUST(pthread_mutex_unlock(&lock));
    MUST_SYS(sem_post(&filled));
}

static int take(void)
{
    MUST_SYS(sem_wait(&filled));
    MUST(pthread_mutex_lock(&lock));
    int item = slots[take_count++ % SLOTS];
    MUST(pthread_mutex_unlock(&lock));
    MUST_SYS(sem_post(&room));
    return item;
}

static void *produce(void *unused)
{
    for (int i = 1; i <= ITEMS; i++) {
        put(i);
    }
    return unused;
}

int main(void)
{
    pthread_t producer;
    int sum = 0;
    MUST_SYS(sem_init(&room, 0, SLOTS));
    MUST_SYS(sem_init(&filled, 0, 0));
    MUST_SYS(sem_init(&was_full, 0, 0));
    demo_may_hang();
    MUST(pthread_create(&producer, NULL, produce, NULL));
    MUST_SYS(sem_wait(&was_full));
    for (int i = 0; i < ITEMS; i++) {
        sum += take();
    }
    MUST(pthread_join(producer, NULL));
    printf("sum %d of %d\n", sum, ITEMS * (ITEMS + 1) / 2);
    return sum == ITEMS * (ITEMS + 1) / 2 ? 0 : 1;
}
