/* Reading twice an rwlock that lets waiting writers go first, and what keeps that from hanging. */
#include "preload/nest.h"

#include <errno.h>
#include <time.h>

static pthread_rwlock_t s_rwlock;
static pthread_mutex_t s_gate = PTHREAD_MUTEX_INITIALIZER;

static void make(int kind)
{
    pthread_rwlockattr_t attributes;
    CHECK(pthread_rwlockattr_init(&attributes));
    CHECK(pthread_rwlockattr_setkind_np(&attributes, kind));
    CHECK(pthread_rwlock_init(&s_rwlock, &attributes));
}

static void make_writer_first(void)
{
    make(PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
}

static void read_twice(void)
{
    CHECK(pthread_rwlock_rdlock(&s_rwlock));
    CHECK(pthread_rwlock_rdlock(&s_rwlock));
    CHECK(pthread_rwlock_unlock(&s_rwlock));
    CHECK(pthread_rwlock_unlock(&s_rwlock));
}

static void read_and_try(void)
{
    CHECK(pthread_rwlock_rdlock(&s_rwlock));
    CHECK(pthread_rwlock_tryrdlock(&s_rwlock));
    CHECK(pthread_rwlock_unlock(&s_rwlock));
    CHECK(pthread_rwlock_unlock(&s_rwlock));
}

static void write_once(void)
{
    CHECK(pthread_rwlock_wrlock(&s_rwlock));
    CHECK(pthread_rwlock_unlock(&s_rwlock));
}

static void read_twice_gated(void)
{
    holding(&s_gate, read_twice);
}

static struct timespec shortly_from_now(void)
{
    struct timespec deadline;
    CHECK(clock_gettime(CLOCK_MONOTONIC, &deadline));
    deadline.tv_sec++;
    return deadline;
}

static void read_and_wait(void)
{
    struct timespec deadline = shortly_from_now();
    CHECK(pthread_rwlock_rdlock(&s_rwlock));
    CHECK(pthread_rwlock_clockrdlock(&s_rwlock, CLOCK_MONOTONIC, &deadline));
    CHECK(pthread_rwlock_unlock(&s_rwlock));
    CHECK(pthread_rwlock_unlock(&s_rwlock));
}

static void wait_and_read(void)
{
    struct timespec deadline = shortly_from_now();
    CHECK(pthread_rwlock_clockrdlock(&s_rwlock, CLOCK_MONOTONIC, &deadline));
    CHECK(pthread_rwlock_rdlock(&s_rwlock));
    CHECK(pthread_rwlock_unlock(&s_rwlock));
    CHECK(pthread_rwlock_unlock(&s_rwlock));
}

static void write_once_gated(void)
{
    holding(&s_gate, write_once);
}

static void write_after(void)
{
    make_writer_first();
    IN_TURN(read_twice, write_once);
}

static void write_before(void)
{
    make_writer_first();
    IN_TURN(write_once, read_twice);
}

static void nobody_writes(void)
{
    make_writer_first();
    IN_TURN(read_twice, read_twice);
}

static void readers_first(void)
{
    make(PTHREAD_RWLOCK_PREFER_READER_NP);
    IN_TURN(read_twice, write_once);
}

static void only_tried(void)
{
    make_writer_first();
    IN_TURN(read_and_try, write_once);
}

static void gated(void)
{
    make_writer_first();
    IN_TURN(read_twice_gated, write_once_gated);
}

static void write_joined(void)
{
    make_writer_first();
    in_thread(write_once);
    read_twice();
}

/* A second read with a deadline ends by itself, whoever waits. */
static void second_is_timed(void)
{
    make_writer_first();
    IN_TURN(read_and_wait, write_once);
}

static void first_is_timed(void)
{
    make_writer_first();
    IN_TURN(wait_and_read, write_once);
}

static void *run_writer(void *unused)
{
    write_once();
    return unused;
}

/* As it happens: the second read is behind the writer, which is behind the first one. */
static void timed_out(void)
{
    enum { WRITER_WAITS = 2 }; /* of __readers: a writer is at the door */
    pthread_t writer;
    struct timespec deadline = shortly_from_now();
    make_writer_first();
    CHECK(pthread_rwlock_rdlock(&s_rwlock));
    CHECK(pthread_create(&writer, NULL, run_writer, NULL));
    while (__atomic_load_n(&s_rwlock.__data.__writers, __ATOMIC_RELAXED) == 0 &&
           !(__atomic_load_n(&s_rwlock.__data.__readers, __ATOMIC_RELAXED) & WRITER_WAITS)) {
        (void)usleep(100);
    }
    EXPECT(pthread_rwlock_clockrdlock(&s_rwlock, CLOCK_MONOTONIC, &deadline) == ETIMEDOUT);
    CHECK(pthread_rwlock_unlock(&s_rwlock));
    CHECK(pthread_join(writer, NULL));
}

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {
        {"write_after", write_after},
        {"write_before", write_before},
        {"nobody_writes", nobody_writes},
        {"readers_first", readers_first},
        {"only_tried", only_tried},
        {"gated", gated},
        {"write_joined", write_joined},
        {"second_is_timed", second_is_timed},
        {"first_is_timed", first_is_timed},
        {"timed_out", timed_out},
        {NULL, NULL},
    };
    return scenario_main(argc, argv, scenarios);
}
