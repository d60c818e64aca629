/* Read-write locks in the wrong hands: each mistake beside what is right. */
#include "preload/rwlock.h"

#include <poll.h>
#include <sys/mman.h>

static pthread_rwlock_t s_a = PTHREAD_RWLOCK_INITIALIZER;

/* ---- Misuse ---- */

static void unlock_a(void)
{
    (void)pthread_rwlock_unlock(&s_a);
}

static void unlock_of_other(void)
{
    w(&s_a);
    in_thread(unlock_a);
}

static void unlock_of_reader(void)
{
    r(&s_a);
    in_thread(unlock_a);
}

static pthread_rwlock_t *s_heap;

static void unlock_heap(void)
{
    (void)pthread_rwlock_unlock(s_heap);
}

/* Taken here, and freed here when another thread has released it: nobody holds it then. */
static void freed_after_unlock_of_reader(void)
{
    s_heap = malloc(sizeof(*s_heap));
    EXPECT(s_heap != NULL);
    CHECK(pthread_rwlock_init(s_heap, NULL));
    r(s_heap);
    in_thread(unlock_heap);
    free(s_heap);
}

static void unmap_heap(void)
{
    (void)munmap(s_heap, sizeof(*s_heap));
}

/* It stays on this thread's list, which is told when its other lock is unlocked. */
static void unmapped_after_unlock_of_reader(void)
{
    void *page =
        mmap(NULL, sizeof(*s_heap), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    EXPECT(page != MAP_FAILED);
    s_heap = page;
    CHECK(pthread_rwlock_init(s_heap, NULL));
    r(s_heap);
    r(&s_a);
    in_thread(unlock_heap);
    in_thread(unmap_heap);
    in_thread(unlock_a);
    (void)poll(NULL, 0, 150); /* blocks for longer than hold_ms with what it seems to hold */
}

static void *read_and_leave(void *is_released)
{
    r(&s_a);
    (void)pthread_barrier_wait(is_released);
    (void)pthread_barrier_wait(is_released);
    return NULL;
}

/* The thread that took it ends when another one has released it. */
static void left_after_unlock_of_reader(void)
{
    pthread_t thread;
    pthread_barrier_t is_released;
    CHECK(pthread_barrier_init(&is_released, NULL, 2));
    CHECK(pthread_create(&thread, NULL, read_and_leave, &is_released));
    (void)pthread_barrier_wait(&is_released);
    unlock_a();
    (void)pthread_barrier_wait(&is_released);
    CHECK(pthread_join(thread, NULL));
}

/* A lock that nobody is going to need: the C library counts its readers below zero. */
static void unlock_of_nobody(void)
{
    unlock_a();
}

static void unlock_of_own(void)
{
    r(&s_a);
    u(&s_a);
    w(&s_a);
    u(&s_a);
}

static void destroy_held(void)
{
    r(&s_a);
    CHECK(pthread_rwlock_destroy(&s_a));
}

static void init_held(void)
{
    w(&s_a);
    CHECK(pthread_rwlock_init(&s_a, NULL));
}

static void destroy_free(void)
{
    r(&s_a);
    u(&s_a);
    CHECK(pthread_rwlock_destroy(&s_a));
    CHECK(pthread_rwlock_init(&s_a, NULL));
    w(&s_a);
    u(&s_a);
}

#define SCENARIO(name) \
    {                  \
#name, name    \
    }

static const struct scenario s_scenarios[] = {
    SCENARIO(unlock_of_other),
    SCENARIO(unlock_of_reader),
    SCENARIO(freed_after_unlock_of_reader),
    SCENARIO(left_after_unlock_of_reader),
    SCENARIO(unmapped_after_unlock_of_reader),
    SCENARIO(unlock_of_nobody),
    SCENARIO(unlock_of_own),
    SCENARIO(destroy_held),
    SCENARIO(init_held),
    SCENARIO(destroy_free),
    {NULL, NULL},
};

int main(int argc, char **argv)
{
    return scenario_main(argc, argv, s_scenarios);
}
