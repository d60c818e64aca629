/*
 * Locks in signal handlers, in runs that do not hang: the signal comes while the lock is free.
 *
 * Signals are sent to the process, by kill: when one returns, and the signal is open in this thread
 * alone, its handler has run.
 */
#include <lockcheck/annotate.h>

#include <semaphore.h>
#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <threads.h>

#include "preload/scenario.h"

static pthread_mutex_t s_mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t s_other = PTHREAD_MUTEX_INITIALIZER;

static void lock(pthread_mutex_t *mutex)
{
    CHECK(pthread_mutex_lock(mutex));
}

static void unlock(pthread_mutex_t *mutex)
{
    CHECK(pthread_mutex_unlock(mutex));
}

static void use_mutex(void)
{
    lock(&s_mutex);
    unlock(&s_mutex);
}

static void in_handler(int signal)
{
    (void)signal;
    lock(&s_mutex);
    unlock(&s_mutex);
}

static void handle_with(int signal, void (*handler)(int), int flags, int also_blocked)
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = flags};
    (void)sigemptyset(&action.sa_mask);
    if (also_blocked) {
        (void)sigaddset(&action.sa_mask, also_blocked);
    }
    EXPECT(sigaction(signal, &action, NULL) == 0);
}

static void handle(int signal, void (*handler)(int))
{
    handle_with(signal, handler, 0, 0);
}

static void in_handler_with_info(int signal, siginfo_t *info, void *context)
{
    (void)info, (void)context;
    in_handler(signal);
}

static void handle_with_info(int signal, int also_blocked)
{
    struct sigaction action = {.sa_sigaction = in_handler_with_info, .sa_flags = SA_SIGINFO};
    (void)sigemptyset(&action.sa_mask);
    (void)sigaddset(&action.sa_mask, also_blocked);
    EXPECT(sigaction(signal, &action, NULL) == 0);
}

static void change_mask(int how, int signal)
{
    sigset_t set;
    (void)sigemptyset(&set);
    (void)sigaddset(&set, signal);
    CHECK(pthread_sigmask(how, &set, NULL));
}

static void send(int signal)
{
    EXPECT(kill(getpid(), signal) == 0);
}

static void handle_once(void (*handler)(int))
{
    handle(SIGUSR1, handler);
    send(SIGUSR1);
}

/* ---- Here and there ---- */

static void open_elsewhere(void)
{
    handle_once(in_handler);
    use_mutex();
}

static void blocked_elsewhere(void)
{
    handle_once(in_handler);
    change_mask(SIG_BLOCK, SIGUSR1);
    use_mutex();
}

static void another_mutex(void)
{
    handle_once(in_handler);
    lock(&s_other);
    unlock(&s_other);
}

static void nested_elsewhere(void)
{
    handle_once(in_handler);
    lock(&s_other);
    use_mutex();
    unlock(&s_other);
}

/* The site is long past being looked at when the signal comes. */
static void trusted_site(void)
{
    handle(SIGUSR1, in_handler);
    for (int i = 0; i < 100; i++) {
        if (i == 50) {
            send(SIGUSR1);
        }
        use_mutex();
    }
}

/* One site for both mutexes: by the time the handler's mutex comes, it has been seen often. */
static void use(pthread_mutex_t *mutex)
{
    lock(mutex);
    unlock(mutex);
}

static void shared_site(void)
{
    handle_once(in_handler);
    for (int i = 0; i < 100; i++) {
        use(i < 50 ? &s_other : &s_mutex);
    }
}

static void open_before(void)
{
    handle(SIGUSR1, in_handler);
    use_mutex();
    send(SIGUSR1);
}

static void blocked_before(void)
{
    handle(SIGUSR1, in_handler);
    change_mask(SIG_BLOCK, SIGUSR1);
    use_mutex();
    change_mask(SIG_UNBLOCK, SIGUSR1);
    send(SIGUSR1);
}

static void try_in_handler(int signal)
{
    (void)signal;
    CHECK(pthread_mutex_trylock(&s_mutex));
    unlock(&s_mutex);
}

static void tried_in_handler(void)
{
    handle_once(try_in_handler);
    use_mutex();
}

static void tried_elsewhere(void)
{
    handle_once(in_handler);
    CHECK(pthread_mutex_trylock(&s_mutex));
    unlock(&s_mutex);
}

static void tried_elsewhere_blocked(void)
{
    handle_once(in_handler);
    change_mask(SIG_BLOCK, SIGUSR1);
    CHECK(pthread_mutex_trylock(&s_mutex));
    unlock(&s_mutex);
}

static void handler_gone(void)
{
    handle_once(in_handler);
    EXPECT(signal(SIGUSR1, SIG_IGN) == in_handler);
    use_mutex();
}

static void do_nothing(int signal)
{
    (void)signal;
}

static void handler_replaced(void)
{
    handle_once(in_handler);
    handle(SIGUSR1, do_nothing);
    use_mutex();
}

static void handler_back(void)
{
    handler_gone();
    handle(SIGUSR1, in_handler);
    use(&s_mutex);
}

static char s_stack[64 * 1024];

static void on_stack_of_its_own(void)
{
    stack_t stack = {.ss_sp = s_stack, .ss_size = sizeof(s_stack)};
    EXPECT(sigaltstack(&stack, NULL) == 0);
    handle_with(SIGUSR1, in_handler, SA_ONSTACK, 0);
    send(SIGUSR1);
    use_mutex();
}

static void realtime(void)
{
    handle(SIGRTMIN + 3, in_handler);
    send(SIGRTMIN + 3);
    use_mutex();
}

/* ---- Where the signal comes from ---- */

static void raised(void)
{
    handle(SIGUSR1, in_handler);
    (void)raise(SIGUSR1);
    use_mutex();
}

static void raised_and_sent(void)
{
    raised();
    send(SIGUSR1);
    use_mutex();
}

static void of_an_error(void)
{
    handle(SIGSEGV, in_handler);
    send(SIGSEGV);
    use_mutex();
}

/* Signals to the whole process come to the worker alone. */
static void *use_with_open(void *unused)
{
    change_mask(SIG_UNBLOCK, SIGTERM);
    change_mask(SIG_UNBLOCK, SIGUSR1);
    use_mutex();
    return unused;
}

static void start_and_join(void *(*run)(void *))
{
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, run, NULL));
    CHECK(pthread_join(thread, NULL));
}

static void open_in_another_thread(void)
{
    handle(SIGTERM, in_handler);
    send(SIGTERM);
    change_mask(SIG_BLOCK, SIGTERM);
    use_mutex();
    start_and_join(use_with_open);
}

/* Programs send this one to threads of their own. That it was not so only siginfo tells. */
static void open_in_another_thread_unsure(void)
{
    handle_once(in_handler);
    change_mask(SIG_BLOCK, SIGUSR1);
    start_and_join(use_with_open);
}

static void open_in_another_thread_told(void)
{
    handle_with_info(SIGUSR1, SIGUSR2);
    send(SIGUSR1);
    change_mask(SIG_BLOCK, SIGUSR1);
    start_and_join(use_with_open);
}

static void *use_inherited(void *unused)
{
    use_mutex();
    return unused;
}

static void blocked_in_all_threads(void)
{
    handle_once(in_handler);
    change_mask(SIG_BLOCK, SIGUSR1);
    start_and_join(use_inherited);
    use_mutex();
}

/* Sent to this thread by another one: nobody says that the others get any. */
static pthread_t s_target;

static void *send_to_target(void *unused)
{
    CHECK(pthread_kill(s_target, SIGUSR1));
    return unused;
}

/* It comes when it is let in, and not while the thread is somewhere in the library. */
static void get_one_for_this_thread(void)
{
    handle(SIGUSR1, in_handler);
    s_target = pthread_self();
    change_mask(SIG_BLOCK, SIGUSR1);
    start_and_join(send_to_target);
    change_mask(SIG_UNBLOCK, SIGUSR1);
}

static void to_this_thread(void)
{
    get_one_for_this_thread();
    use_mutex();
}

static void to_another_thread(void)
{
    get_one_for_this_thread();
    change_mask(SIG_BLOCK, SIGUSR1);
    start_and_join(use_with_open);
}

/* ---- Two handlers ---- */

static void in_first_handler(int signal)
{
    (void)signal;
    use_mutex();
}

static void two_handlers(void)
{
    handle(SIGUSR1, in_first_handler);
    handle_with(SIGUSR2, in_handler, 0, SIGUSR1);
    send(SIGUSR2);
    send(SIGUSR1);
}

static void two_handlers_apart(void)
{
    handle_with(SIGUSR1, in_first_handler, 0, SIGUSR2);
    handle_with(SIGUSR2, in_handler, 0, SIGUSR1);
    send(SIGUSR2);
    send(SIGUSR1);
}

/* Each has the other blocked: which of the two signals it was only siginfo can tell. */
static void one_handler_for_two(void)
{
    handle_with(SIGTERM, in_handler, 0, SIGINT);
    handle_with(SIGINT, in_handler, 0, SIGTERM);
    send(SIGTERM);
    use_mutex();
}

static void one_handler_for_two_half_blocked(void)
{
    handle_with(SIGTERM, in_handler, 0, SIGINT);
    handle_with(SIGINT, in_handler, 0, SIGTERM);
    send(SIGTERM);
    change_mask(SIG_BLOCK, SIGINT);
    use_mutex();
}

static void told_by_info(void)
{
    handle_with_info(SIGTERM, SIGINT);
    handle_with_info(SIGINT, SIGTERM);
    send(SIGTERM);
    change_mask(SIG_BLOCK, SIGINT);
    use_mutex();
}

static void told_by_info_blocked(void)
{
    handle_with_info(SIGTERM, SIGINT);
    handle_with_info(SIGINT, SIGTERM);
    send(SIGTERM);
    change_mask(SIG_BLOCK, SIGTERM);
    use_mutex();
}

/* ---- Neighbours of a handler ---- */

static void *wait_for_signal(void *unused)
{
    sigset_t set;
    int signal;
    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGUSR1);
    CHECK(sigwait(&set, &signal));
    use_mutex();
    return unused;
}

static void waited_for(void)
{
    change_mask(SIG_BLOCK, SIGUSR1);
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, wait_for_signal, NULL));
    send(SIGUSR1);
    CHECK(pthread_join(thread, NULL));
    use_mutex();
}

static sigjmp_buf s_main_loop;

static void leave_handler(int signal)
{
    (void)signal;
    siglongjmp(s_main_loop, 1);
}

/* The handler is left before anything is locked. */
static void left_by_jump(void)
{
    handle(SIGUSR1, leave_handler);
    if (sigsetjmp(s_main_loop, 1) == 0) {
        send(SIGUSR1);
    }
    use_mutex();
    use_mutex();
}

static sem_t s_sem;

static void post(int signal)
{
    (void)signal;
    EXPECT(sem_post(&s_sem) == 0);
}

static void semaphore(void)
{
    EXPECT(sem_init(&s_sem, 0, 0) == 0);
    handle_once(post);
    EXPECT(sem_wait(&s_sem) == 0);
    send(SIGUSR1);
    EXPECT(sem_wait(&s_sem) == 0);
}

/* The C library cancels by a signal whose handler runs the cleanup handlers. */
static void unlock_and_use(void *unused)
{
    (void)unused;
    use_mutex();
}

static void *pause_for_ever(void *unused)
{
    pthread_cleanup_push(unlock_and_use, NULL);
    for (;;) {
        (void)pause();
    }
    pthread_cleanup_pop(0);
    return unused;
}

static void cancelled(void)
{
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, pause_for_ever, NULL));
    use_mutex();
    CHECK(pthread_cancel(thread));
    CHECK(pthread_join(thread, NULL));
    use_mutex();
}

/* ---- Kinds of locks ---- */

static void make(pthread_mutex_t *mutex, int type)
{
    pthread_mutexattr_t attributes;
    CHECK(pthread_mutexattr_init(&attributes));
    CHECK(pthread_mutexattr_settype(&attributes, type));
    CHECK(pthread_mutex_init(mutex, &attributes));
    CHECK(pthread_mutexattr_destroy(&attributes));
}

static void recursive(void)
{
    make(&s_mutex, PTHREAD_MUTEX_RECURSIVE);
    open_elsewhere();
}

static void errorcheck(void)
{
    make(&s_mutex, PTHREAD_MUTEX_ERRORCHECK);
    open_elsewhere();
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
    pthread_rwlockattr_t attributes;
    CHECK(pthread_rwlockattr_init(&attributes));
    CHECK(pthread_rwlockattr_setkind_np(&attributes, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP));
    CHECK(pthread_rwlock_init(&s_rwlock, &attributes));
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

/* ---- A real hang ---- */

static void comes_there(void)
{
    handle(SIGUSR1, in_handler);
    lock(&s_mutex);
    send(SIGUSR1);
    unlock(&s_mutex);
}

int main(int argc, char **argv)
{
#define SCENARIO(name) \
    {                  \
#name, name    \
    }
    static const struct scenario scenarios[] = {
        SCENARIO(open_elsewhere),
        SCENARIO(blocked_elsewhere),
        SCENARIO(another_mutex),
        SCENARIO(nested_elsewhere),
        SCENARIO(trusted_site),
        SCENARIO(shared_site),
        SCENARIO(open_before),
        SCENARIO(blocked_before),
        SCENARIO(tried_in_handler),
        SCENARIO(tried_elsewhere),
        SCENARIO(tried_elsewhere_blocked),
        SCENARIO(handler_gone),
        SCENARIO(handler_replaced),
        SCENARIO(handler_back),
        SCENARIO(on_stack_of_its_own),
        SCENARIO(realtime),
        SCENARIO(raised),
        SCENARIO(raised_and_sent),
        SCENARIO(of_an_error),
        SCENARIO(open_in_another_thread),
        SCENARIO(open_in_another_thread_unsure),
        SCENARIO(open_in_another_thread_told),
        SCENARIO(blocked_in_all_threads),
        SCENARIO(to_this_thread),
        SCENARIO(to_another_thread),
        SCENARIO(two_handlers),
        SCENARIO(two_handlers_apart),
        SCENARIO(one_handler_for_two),
        SCENARIO(one_handler_for_two_half_blocked),
        SCENARIO(told_by_info),
        SCENARIO(told_by_info_blocked),
        SCENARIO(waited_for),
        SCENARIO(left_by_jump),
        SCENARIO(semaphore),
        SCENARIO(cancelled),
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
        SCENARIO(comes_there),
        {NULL, NULL},
    };
    return scenario_main(argc, argv, scenarios);
}
