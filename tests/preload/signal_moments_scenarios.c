/* Handlers within handlers, what only looks like one, and handlers that come at bad moments. */
#include <semaphore.h>
#include <setjmp.h>
#include <sys/time.h>
#include <sys/wait.h>

#include "preload/signals.h"

static pthread_mutex_t s_other = PTHREAD_MUTEX_INITIALIZER;

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

static void lock_and_leave_handler(int signal)
{
    use_mutex();
    leave_handler(signal);
}

/* Nothing is mapped there: who walks on from what the handler interrupted makes the next error. */
static void called_nowhere(void)
{
    void (*volatile nowhere)(void) = (void (*)(void))0x123456789000;
    handle(SIGSEGV, lock_and_leave_handler);
    if (sigsetjmp(s_main_loop, 1) == 0) {
        nowhere();
    }
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

/* ---- Handlers that come at bad moments ---- */

static void lock_deep(int depth, pthread_mutex_t *mutex)
{
    if (depth > 0) {
        lock_deep(depth - 1, mutex);
    } else {
        use(mutex);
    }
}

/* A mutex that is new, and held while another call comes from a depth that is new: much to note. */
static void lock_something_new(int round, pthread_mutex_t *inner)
{
    enum { DEPTHS = 700 };
    pthread_mutex_t fresh;
    CHECK(pthread_mutex_init(&fresh, NULL));
    lock(inner);
    lock_deep(round % DEPTHS, &fresh);
    unlock(inner);
    CHECK(pthread_mutex_destroy(&fresh));
}

enum { ROUNDS = 10000 };

static void *lock_new_things(void *unused)
{
    change_mask(SIG_BLOCK, SIGALRM);
    for (int i = 0; i < ROUNDS; i++) {
        lock_something_new(i, &s_mutex);
    }
    return unused;
}

/*
 * A handler wants the mutex while its thread notes something, and the other thread, which has the
 * mutex, wants to note something. Nobody may wait for the other then.
 */
static void while_noting(void)
{
    const struct itimerval often = {{0, 97}, {0, 97}}, never = {{0, 0}, {0, 0}};
    handle_with(SIGALRM, in_handler, SA_RESTART, 0);
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, lock_new_things, NULL));
    EXPECT(setitimer(ITIMER_REAL, &often, NULL) == 0);
    for (int i = 0; i < ROUNDS; i++) {
        lock_something_new(i, &s_other);
    }
    EXPECT(setitimer(ITIMER_REAL, &never, NULL) == 0);
    CHECK(pthread_join(thread, NULL));
}

/* Between the handlers that fork calls, too, and in the child, nobody may wait for himself. */
static void while_forking(void)
{
    enum { FORKS = 200 };
    const struct itimerval often = {{0, 97}, {0, 97}}, never = {{0, 0}, {0, 0}};
    handle_with(SIGALRM, in_handler, SA_RESTART, 0);
    EXPECT(setitimer(ITIMER_REAL, &often, NULL) == 0);
    for (int i = 0; i < FORKS; i++) {
        int status = -1;
        pid_t child = fork();
        EXPECT(child >= 0);
        if (child == 0) {
            lock_something_new(i, &s_other);
            _exit(0);
        }
        EXPECT(waitpid(child, &status, 0) == child && status == 0);
        lock_something_new(i, &s_other);
    }
    EXPECT(setitimer(ITIMER_REAL, &never, NULL) == 0);
}

static void lock_both(pthread_mutex_t *outer, pthread_mutex_t *inner)
{
    lock(outer);
    use(inner);
    unlock(outer);
}

static void both_in_handler(int signal)
{
    (void)signal;
    lock_both(&s_mutex, &s_other);
}

static void *both_the_other_way(void *unused)
{
    change_mask(SIG_BLOCK, SIGUSR1);
    lock_both(&s_other, &s_mutex);
    return unused;
}

/* The signal waits for the thread, and comes before the thread's first own instruction. */
static void newborn(void)
{
    sigset_t nothing_blocked;
    pthread_attr_t attributes;
    pthread_t thread;
    handle(SIGUSR1, both_in_handler);
    change_mask(SIG_BLOCK, SIGUSR1);
    send(SIGUSR1);
    (void)sigemptyset(&nothing_blocked);
    CHECK(pthread_attr_init(&attributes));
    CHECK(pthread_attr_setsigmask_np(&attributes, &nothing_blocked));
    CHECK(pthread_create(&thread, &attributes, both_the_other_way, NULL));
    CHECK(pthread_attr_destroy(&attributes));
    CHECK(pthread_join(thread, NULL));
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
        SCENARIO(two_handlers),        SCENARIO(two_handlers_apart),
        SCENARIO(one_handler_for_two), SCENARIO(one_handler_for_two_half_blocked),
        SCENARIO(told_by_info),        SCENARIO(told_by_info_blocked),
        SCENARIO(waited_for),          SCENARIO(left_by_jump),
        SCENARIO(called_nowhere),      SCENARIO(semaphore),
        SCENARIO(cancelled),           SCENARIO(while_noting),
        SCENARIO(while_forking),       SCENARIO(newborn),
        SCENARIO(comes_there),         {NULL, NULL},
    };
    return scenario_main(argc, argv, scenarios);
}
