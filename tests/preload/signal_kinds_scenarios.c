/* Kinds of locks in signal handlers, in runs that do not hang. */
#include <lockcheck/annotate.h>

#include <stdbool.h>
#include <threads.h>

#include "preload/rwlock.h"
#include "preload/signals.h"

/* ---- Kinds of locks ---- */

static void make(pthread_mutex_t *mutex, int type)
{
    pthread_mutexattr_t attributes;
    CHECK(pthread_mutexattr_init(&attributes));
    CHECK(pthread_mutexattr_settype(&attributes, type));
    CHECK(pthread_mutex_init(mutex, &attributes));
    CHECK(pthread_mutexattr_destroy(&attributes));
}

static void here_and_there(void)
{
    handle_once(in_handler);
    use_mutex();
}

static void recursive(void)
{
    make(&s_mutex, PTHREAD_MUTEX_RECURSIVE);
    here_and_there();
}

static void errorcheck(void)
{
    make(&s_mutex, PTHREAD_MUTEX_ERRORCHECK);
    here_and_there();
}

static pthread_rwlock_t s_rwlock = PTHREAD_RWLOCK_INITIALIZER;

static void use_reading(void)
{
    CHECK(pthread_rwlock_rdlock(&s_rwlock));
    CHECK(pthread_rwlock_unlock(&s_rwlock));
}

static void use_writing(void)
{
    CHECK(pthread_rwlock_wrlock(&s_rwlock));
    CHECK(pthread_rwlock_unlock(&s_rwlock));
}

static void read_in_handler(int signal)
{
    (void)signal;
    use_reading();
}

static void write_in_handler(int signal)
{
    (void)signal;
    use_writing();
}

static void readers(void)
{
    handle_once(read_in_handler);
    use_reading();
}

static void reader_in_handler(void)
{
    handle_once(read_in_handler);
    use_writing();
}

static void writer_in_handler(void)
{
    handle_once(write_in_handler);
    use_reading();
}

static void *write_elsewhere(void *unused)
{
    change_mask(SIG_BLOCK, SIGUSR1);
    use_writing();
    return unused;
}

static void readers_and_writer(void)
{
    make_writer_first(&s_rwlock);
    handle_once(read_in_handler);
    start_and_join(write_elsewhere);
    use_reading();
}

static pthread_spinlock_t s_spin;

static void spin_in_handler(int signal)
{
    (void)signal;
    CHECK(pthread_spin_lock(&s_spin));
    CHECK(pthread_spin_unlock(&s_spin));
}

static void spin(void)
{
    CHECK(pthread_spin_init(&s_spin, PTHREAD_PROCESS_PRIVATE));
    handle_once(spin_in_handler);
    CHECK(pthread_spin_lock(&s_spin));
    CHECK(pthread_spin_unlock(&s_spin));
}

static void spin_blocked(void)
{
    CHECK(pthread_spin_init(&s_spin, PTHREAD_PROCESS_PRIVATE));
    handle_once(spin_in_handler);
    change_mask(SIG_BLOCK, SIGUSR1);
    CHECK(pthread_spin_lock(&s_spin));
    CHECK(pthread_spin_unlock(&s_spin));
}

static mtx_t s_mtx;

static void mtx_in_handler(int signal)
{
    (void)signal;
    EXPECT(mtx_lock(&s_mtx) == thrd_success);
    EXPECT(mtx_unlock(&s_mtx) == thrd_success);
}

static void c11(void)
{
    EXPECT(mtx_init(&s_mtx, mtx_plain) == thrd_success);
    handle_once(mtx_in_handler);
    EXPECT(mtx_lock(&s_mtx) == thrd_success);
    EXPECT(mtx_unlock(&s_mtx) == thrd_success);
}

static void c11_recursive(void)
{
    EXPECT(mtx_init(&s_mtx, mtx_plain | mtx_recursive) == thrd_success);
    handle_once(mtx_in_handler);
    EXPECT(mtx_lock(&s_mtx) == thrd_success);
    EXPECT(mtx_unlock(&s_mtx) == thrd_success);
}

/* A lock of the program's own making, told by annotations. */
static bool s_own_lock;

static void lock_own(bool may_wait)
{
    if (may_wait) {
        lockcheck_will_lock(&s_own_lock, LOCKCHECK_WRITE);
    }
    while (__atomic_test_and_set(&s_own_lock, __ATOMIC_ACQUIRE)) {
    }
    lockcheck_locked(&s_own_lock, LOCKCHECK_WRITE);
}

static void unlock_own(void)
{
    lockcheck_will_unlock(&s_own_lock);
    __atomic_clear(&s_own_lock, __ATOMIC_RELEASE);
}

static void own_in_handler(int signal)
{
    (void)signal;
    lock_own(true);
    unlock_own();
}

static void own_tried_in_handler(int signal)
{
    (void)signal;
    lock_own(false);
    unlock_own();
}

static void own_lock(void)
{
    handle_once(own_in_handler);
    lock_own(true);
    unlock_own();
}

static void own_lock_tried(void)
{
    handle_once(own_tried_in_handler);
    lock_own(true);
    unlock_own();
}

/* ---- Handlers that leave their own signal open ---- */

static void nodefer_elsewhere(void)
{
    handle_with(SIGUSR1, in_handler, SA_NODEFER, 0);
    send(SIGUSR1);
    use_mutex();
}

/* The next signal may come while the first one's handler has the mutex. */
static void nodefer_itself(void)
{
    handle_with(SIGUSR1, in_handler, SA_NODEFER, 0);
    send(SIGUSR1);
}

static void deferred_itself(void)
{
    handle_once(in_handler);
}

static void raised_nodefer(void)
{
    handle_with(SIGUSR1, in_handler, SA_NODEFER, 0);
    CHECK(raise(SIGUSR1));
}

static void block_in_handler(int signal)
{
    change_mask(SIG_BLOCK, signal);
    use_mutex();
    change_mask(SIG_UNBLOCK, signal);
}

static void nodefer_blocked(void)
{
    handle_with(SIGUSR1, block_in_handler, SA_NODEFER, 0);
    send(SIGUSR1);
    change_mask(SIG_BLOCK, SIGUSR1);
    use_mutex();
}

static void try_in_handler(int signal)
{
    (void)signal;
    CHECK(pthread_mutex_trylock(&s_mutex));
    unlock(&s_mutex);
}

static void nodefer_tried(void)
{
    handle_with(SIGUSR1, try_in_handler, SA_NODEFER, 0);
    send(SIGUSR1);
    use_mutex();
}

/* It comes once, and the next signal would end the process. */
static void nodefer_once(void)
{
    handle_with(SIGUSR1, in_handler, (int)(SA_NODEFER | SA_RESETHAND), 0);
    send(SIGUSR1);
    use_mutex();
}

static void do_nothing(int signal)
{
    (void)signal;
}

/* Open in the handler that runs, and somebody else's. */
static void nodefer_of_another(void)
{
    handle_with(SIGUSR2, do_nothing, SA_NODEFER, 0);
    handle_once(in_handler);
    send(SIGUSR2);
    change_mask(SIG_BLOCK, SIGUSR1);
    use_mutex();
}

int main(int argc, char **argv)
{
#define SCENARIO(name) \
    {                  \
#name, name    \
    }
    static const struct scenario scenarios[] = {
        SCENARIO(recursive),
        SCENARIO(errorcheck),
        SCENARIO(readers),
        SCENARIO(reader_in_handler),
        SCENARIO(writer_in_handler),
        SCENARIO(readers_and_writer),
        SCENARIO(spin),
        SCENARIO(spin_blocked),
        SCENARIO(c11),
        SCENARIO(c11_recursive),
        SCENARIO(own_lock),
        SCENARIO(own_lock_tried),
        SCENARIO(nodefer_elsewhere),
        SCENARIO(nodefer_itself),
        SCENARIO(deferred_itself),
        SCENARIO(raised_nodefer),
        SCENARIO(nodefer_blocked),
        SCENARIO(nodefer_tried),
        SCENARIO(nodefer_once),
        SCENARIO(nodefer_of_another),
        {NULL, NULL},
    };
    return scenario_main(argc, argv, scenarios);
}
