/* Addresses that outlive locks: a new lock where an old one was is another lock. */
#include "preload/nest.h"
#include "preload/robust.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>

static pthread_mutex_t s_a = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t *s_object; /* where the heap lock is now */

static void a_then_object(void)
{
    nest(&s_a, s_object);
}

static void object_then_a(void)
{
    nest(s_object, &s_a);
}

enum { OBJECT_BYTES = 200 };

static void make_object(bool init)
{
    s_object = malloc(OBJECT_BYTES);
    EXPECT(s_object != NULL);
    memset(s_object, 0, sizeof(*s_object));
    if (init) {
        CHECK(pthread_mutex_init(s_object, NULL));
    }
}

/* In one thread, so that the allocator hands the newest free block back: the address returns. */
static void renew_object(bool init)
{
    uintptr_t old = (uintptr_t)s_object;
    free(s_object);
    make_object(init);
    EXPECT((uintptr_t)s_object == old);
}

static void renew_make(void)
{
    make_object(false);
    a_then_object();
    renew_object(false);
}

static void renew_make_init(void)
{
    make_object(true);
    a_then_object();
    renew_object(true);
}

static void heap_reused(void)
{
    IN_TURN(renew_make, object_then_a);
}

static void heap_reused_init(void)
{
    IN_TURN(renew_make_init, object_then_a);
}

static void make_and_use(void)
{
    make_object(false);
    a_then_object();
}

static void heap_kept(void)
{
    IN_TURN(make_and_use, object_then_a);
}

static void destroy_and_init(void)
{
    make_object(true);
    a_then_object();
    CHECK(pthread_mutex_destroy(s_object));
    CHECK(pthread_mutex_init(s_object, NULL));
}

static void destroyed_and_initialised(void)
{
    IN_TURN(destroy_and_init, object_then_a);
}

static void init_again(void)
{
    make_object(true);
    a_then_object();
    CHECK(pthread_mutex_init(s_object, NULL));
}

static void initialised_again(void)
{
    IN_TURN(init_again, object_then_a);
}

/* Dead when the other order comes; the two never met in one lifetime, but could have. */
static void use_and_destroy(void)
{
    object_then_a();
    CHECK(pthread_mutex_destroy(s_object));
}

static void make_init_and_use(void)
{
    make_object(true);
    a_then_object();
}

static void destroyed_afterwards(void)
{
    IN_TURN(make_init_and_use, use_and_destroy);
}

static pthread_mutex_t *map_lock(void *at)
{
    int fixed = at ? MAP_FIXED_NOREPLACE : 0;
    void *page = mmap(at, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | fixed, -1, 0);
    EXPECT(page != MAP_FAILED && (!at || page == at));
    return page;
}

static void map_and_use(void)
{
    s_object = map_lock(NULL);
    a_then_object();
}

static void map_use_and_remap(void)
{
    map_and_use();
    CHECK(munmap(s_object, 4096));
    s_object = map_lock(s_object);
}

static void mapping_reused(void)
{
    IN_TURN(map_use_and_remap, object_then_a);
}

static void mapping_kept(void)
{
    IN_TURN(map_and_use, object_then_a);
}

/* A frame that comes and goes at one address, its lock handed to a thread that stays. */
static void use_local(void (*use)(void))
{
    pthread_mutex_t local = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_t *before = s_object;
    s_object = &local;
    EXPECT(!before || before == &local);
    use();
}

/* A thread that was there before the frames, and uses the second one's lock. */
static void *pool_thread(void *unused)
{
    (void)unused;
    wait_for_turn(0);
    object_then_a();
    end_turn();
    return NULL;
}

static void wait_for_pool(void)
{
    CHECK(pthread_mutex_lock(&s_turns.mutex));
    s_turns.turn = 0;
    CHECK(pthread_cond_broadcast(&s_turns.changed));
    CHECK(pthread_mutex_unlock(&s_turns.mutex));
    wait_for_turn(1);
}

static void stack_frames_reused(void)
{
    pthread_t thread;
    s_turns.turn = -1;
    CHECK(pthread_create(&thread, NULL, pool_thread, NULL));
    use_local(a_then_object);
    use_local(wait_for_pool);
    CHECK(pthread_join(thread, NULL));
    s_object = NULL;
}

/* Both threads are born below the lock's frame and use it while it lasts: one lock, surely. */
static void stack_lock_shared(void)
{
    pthread_mutex_t local = PTHREAD_MUTEX_INITIALIZER;
    s_object = &local;
    IN_TURN(a_then_object, object_then_a);
}

static void stack_lock_shared_same(void)
{
    pthread_mutex_t local = PTHREAD_MUTEX_INITIALIZER;
    s_object = &local;
    IN_TURN(a_then_object, a_then_object);
}

/* Robust: the owner ends, the next one is told and gets the lock. */
static pthread_mutex_t s_robust;

static void die_holding(void)
{
    CHECK(pthread_mutex_lock(&s_robust));
}

static void robust_owner_death(void)
{
    make_robust(&s_robust);
    in_thread(die_holding);
    EXPECT(pthread_mutex_lock(&s_robust) == EOWNERDEAD);
    CHECK(pthread_mutex_consistent(&s_robust));
    CHECK(pthread_mutex_lock(&s_a));
    CHECK(pthread_mutex_unlock(&s_a));
    CHECK(pthread_mutex_unlock(&s_robust));
    CHECK(pthread_mutex_lock(&s_robust));
    CHECK(pthread_mutex_unlock(&s_robust));
    in_thread(die_holding);
    EXPECT(pthread_mutex_trylock(&s_robust) == EOWNERDEAD);
    CHECK(pthread_mutex_consistent(&s_robust));
    CHECK(pthread_mutex_unlock(&s_robust));
}

static void a_then_robust(void)
{
    nest(&s_a, &s_robust);
}

static void take_over(void)
{
    EXPECT(pthread_mutex_lock(&s_robust) == EOWNERDEAD);
    CHECK(pthread_mutex_consistent(&s_robust));
    CHECK(pthread_mutex_lock(&s_a));
    CHECK(pthread_mutex_unlock(&s_a));
    CHECK(pthread_mutex_unlock(&s_robust));
}

/* What the heir of a dead owner takes while holding counts like anybody's. */
static void robust_inversion(void)
{
    make_robust(&s_robust);
    in_thread(die_holding);
    IN_TURN(take_over, a_then_robust);
}

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {
        {"heap_reused", heap_reused},
        {"heap_reused_init", heap_reused_init},
        {"heap_kept", heap_kept},
        {"destroyed_and_initialised", destroyed_and_initialised},
        {"initialised_again", initialised_again},
        {"destroyed_afterwards", destroyed_afterwards},
        {"mapping_reused", mapping_reused},
        {"mapping_kept", mapping_kept},
        {"stack_frames_reused", stack_frames_reused},
        {"stack_lock_shared", stack_lock_shared},
        {"stack_lock_shared_same", stack_lock_shared_same},
        {"robust_owner_death", robust_owner_death},
        {"robust_inversion", robust_inversion},
        {NULL, NULL},
    };
    return scenario_main(argc, argv, scenarios);
}
