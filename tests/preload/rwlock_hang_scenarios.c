/* Read-write locks in real hangs, beside those who only wait for a while. */
#include "preload/hang.h"
#include "preload/rwlock.h"

static pthread_rwlock_t s_a = PTHREAD_RWLOCK_INITIALIZER;
static pthread_rwlock_t s_b = PTHREAD_RWLOCK_INITIALIZER;
static pthread_mutex_t s_m = PTHREAD_MUTEX_INITIALIZER;

/* ---- Reading twice ---- */

static void read_a(void)
{
    r(&s_a);
}

static void write_a(void)
{
    w(&s_a);
}

static void *write_a_thread(void *unused)
{
    write_a();
    return unused;
}

/* A writer waits in front: the second read of this kind of lock waits for it, and it for us. */
static void recursive_read_behind_writer(void)
{
    pthread_t writer;
    make_writer_first(&s_a);
    r(&s_a);
    CHECK(pthread_create(&writer, NULL, write_a_thread, NULL));
    while (pthread_rwlock_tryrdlock(&s_a) == 0) { /* until the writer waits */
        u(&s_a);
        CHECK(sched_yield());
    }
    r(&s_a);
}

static void *write_a_once_thread(void *unused)
{
    w(&s_a);
    u(&s_a);
    return unused;
}

/* The default kind lets the reader in again. */
static void recursive_read_beside_writer(void)
{
    pthread_t writer;
    r(&s_a);
    CHECK(pthread_create(&writer, NULL, write_a_once_thread, NULL));
    for (int i = 0; i < 1000; i++) {
        r(&s_a);
        u(&s_a);
    }
    u(&s_a);
    CHECK(pthread_join(writer, NULL));
}

/* ---- Hangs ---- */

static void write_b(void)
{
    w(&s_b);
}

static void read_b(void)
{
    r(&s_b);
}

static void lock_m(void)
{
    CHECK(pthread_mutex_lock(&s_m));
}

static void hang_writers(void)
{
    HOLD_THEN_WANT({write_a, write_b}, {write_b, write_a});
}

static void hang_reader_writer(void)
{
    HOLD_THEN_WANT({read_a, write_b}, {read_b, write_a});
}

static void hang_reader_waits(void)
{
    HOLD_THEN_WANT({write_a, lock_m}, {lock_m, read_a});
}

static void hang_of_3(void)
{
    HOLD_THEN_WANT({write_a, write_b}, {read_b, lock_m}, {lock_m, read_a});
}

static void leave_a(void)
{
    u(&s_a);
}

/* Two readers and a writer among them; the one that goes is not to blame. */
static void hang_two_readers(void)
{
    HOLD_THEN_WANT({read_a, leave_a}, {read_a, lock_m}, {lock_m, write_a});
}

static void upgrade(void)
{
    r(&s_a);
    w(&s_a);
}

static void downgrade(void)
{
    r(&s_a);
    u(&s_a);
    w(&s_a);
    u(&s_a);
}

#define SCENARIO(name) \
    {                  \
#name, name    \
    }

static const struct scenario s_scenarios[] = {
    SCENARIO(recursive_read_behind_writer),
    SCENARIO(recursive_read_beside_writer),
    SCENARIO(hang_writers),
    SCENARIO(hang_reader_writer),
    SCENARIO(hang_reader_waits),
    SCENARIO(hang_of_3),
    SCENARIO(hang_two_readers),
    SCENARIO(upgrade),
    SCENARIO(downgrade),
    {NULL, NULL},
};

int main(int argc, char **argv)
{
    return scenario_main(argc, argv, s_scenarios);
}
