/* Locks in memory that goes, and mutexes whose owner died. */
#include <errno.h>
#include <sys/mman.h>

#include "preload/robust.h"
#include "preload/scenario.h"

struct object {
    pthread_mutex_t mutex;
    int value;
};

static struct object *new_locked(void)
{
    struct object *object = malloc(sizeof(*object));
    EXPECT(object);
    CHECK(pthread_mutex_init(&object->mutex, NULL));
    CHECK(pthread_mutex_lock(&object->mutex));
    return object;
}

static void freed_held(void)
{
    free(new_locked());
}

static void freed_released(void)
{
    struct object *object = new_locked();
    CHECK(pthread_mutex_unlock(&object->mutex));
    CHECK(pthread_mutex_destroy(&object->mutex));
    free(object);
}

/* Others are freed meanwhile. */
static void freed_beside(void)
{
    struct object *object = new_locked();
    for (int i = 0; i < 100; i++) {
        free(malloc((size_t)i));
    }
    CHECK(pthread_mutex_unlock(&object->mutex));
    free(object);
}

static void *map(void)
{
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    EXPECT(page != MAP_FAILED);
    return page;
}

static void unmapped(int is_held)
{
    struct object *object = map();
    CHECK(pthread_mutex_init(&object->mutex, NULL));
    CHECK(pthread_mutex_lock(&object->mutex));
    if (!is_held) {
        CHECK(pthread_mutex_unlock(&object->mutex));
    }
    EXPECT(munmap(object, 4096) == 0);
}

static void unmapped_held(void)
{
    unmapped(1);
}

static void unmapped_released(void)
{
    unmapped(0);
}

/* ---- Held by another thread ---- */

static struct object *s_object;
static pthread_mutex_t s_inner = PTHREAD_MUTEX_INITIALIZER;

static void nest_in_object(void)
{
    CHECK(pthread_mutex_lock(&s_object->mutex));
    CHECK(pthread_mutex_lock(&s_inner));
    CHECK(pthread_mutex_unlock(&s_inner));
}

static void take_object(void)
{
    s_object = new_locked();
    CHECK(pthread_mutex_unlock(&s_object->mutex));
    nest_in_object();
}

static void take_and_leave_object(void)
{
    take_object();
    CHECK(pthread_mutex_unlock(&s_object->mutex));
}

static void free_object(void)
{
    free(s_object);
}

static void freed_held_elsewhere(void)
{
    take_object();
    in_thread(free_object);
}

static void freed_released_elsewhere(void)
{
    take_and_leave_object();
    in_thread(free_object);
}

static pthread_mutex_t s_robust;

static void die_holding(void)
{
    CHECK(pthread_mutex_lock(&s_robust));
}

static void take_over(void)
{
    make_robust(&s_robust);
    in_thread(die_holding);
    EXPECT(pthread_mutex_lock(&s_robust) == EOWNERDEAD);
}

static void inconsistent(void)
{
    take_over();
    CHECK(pthread_mutex_unlock(&s_robust));
    EXPECT(pthread_mutex_lock(&s_robust) == ENOTRECOVERABLE);
}

static void made_consistent(void)
{
    take_over();
    CHECK(pthread_mutex_consistent(&s_robust));
    CHECK(pthread_mutex_unlock(&s_robust));
    CHECK(pthread_mutex_lock(&s_robust));
    CHECK(pthread_mutex_unlock(&s_robust));
}

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {
        {"freed_held", freed_held},
        {"freed_released", freed_released},
        {"freed_beside", freed_beside},
        {"unmapped_held", unmapped_held},
        {"inconsistent", inconsistent},
        {"unmapped_released", unmapped_released},
        {"made_consistent", made_consistent},
        {"freed_held_elsewhere", freed_held_elsewhere},
        {"freed_released_elsewhere", freed_released_elsewhere},
        {NULL, NULL},
    };
    return scenario_main(argc, argv, scenarios);
}
