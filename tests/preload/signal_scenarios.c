/* A lock in a signal handler, and elsewhere, in runs that do not hang. */
#include "preload/signals.h"

static pthread_mutex_t s_other = PTHREAD_MUTEX_INITIALIZER;

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
        {NULL, NULL},
    };
    return scenario_main(argc, argv, scenarios);
}
