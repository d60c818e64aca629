/*
 * Processes that hang for what others hold for reading, have taken, or end with; and their nearest
 * neighbours that do not.
 */
#include "preload/meeting.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>

static void read_then_write(pthread_rwlock_t *hold, pthread_rwlock_t *want)
{
    CHECK(pthread_rwlock_rdlock(hold));
    wait_till_all_hold();
    CHECK(pthread_rwlock_wrlock(want));
    CHECK(pthread_rwlock_unlock(want));
    CHECK(pthread_rwlock_unlock(hold));
}

static void read_a_then_write_b(void)
{
    read_then_write(&s_page->rw_a, &s_page->rw_b);
}

static void read_b_then_write_a(void)
{
    read_then_write(&s_page->rw_b, &s_page->rw_a);
}

static void read_a_then_mutex(void)
{
    CHECK(pthread_rwlock_rdlock(&s_page->rw_a));
    wait_till_all_hold();
    CHECK(pthread_mutex_lock(&s_page->b));
    CHECK(pthread_mutex_unlock(&s_page->b));
    CHECK(pthread_rwlock_unlock(&s_page->rw_a));
}

static void mutex_then_write_a(void)
{
    CHECK(pthread_mutex_lock(&s_page->b));
    wait_till_all_hold();
    CHECK(pthread_rwlock_wrlock(&s_page->rw_a));
    CHECK(pthread_rwlock_unlock(&s_page->rw_a));
    CHECK(pthread_mutex_unlock(&s_page->b));
}

/* One that does not learn what another one told is not to outlive the test. */
static void end_with_parent(void)
{
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
}

static void sem_then_sem(sem_t *hold, sem_t *want)
{
    end_with_parent();
    EXPECT(sem_wait(hold) == 0);
    wait_till_all_hold();
    EXPECT(sem_wait(want) == 0);
    EXPECT(sem_post(want) == 0);
    EXPECT(sem_post(hold) == 0);
}

static void sem_a_then_b(void)
{
    sem_then_sem(&s_page->sem_a, &s_page->sem_b);
}

static void sem_b_then_a(void)
{
    sem_then_sem(&s_page->sem_b, &s_page->sem_a);
}

/* In use before: by who takes it alone. */
static void prove_sems(void)
{
    sem_t *sems[] = {&s_page->sem_a, &s_page->sem_b};
    for (int i = 0; i < 2; i++) {
        EXPECT(sem_wait(sems[i]) == 0 && sem_post(sems[i]) == 0);
    }
}

/* ---- Scenarios ---- */

static void readers_hang(void)
{
    make_meeting(2);
    pid_t child = begin(read_a_then_write_b);
    read_b_then_write_a();
    end_child(child);
}

static void reader_and_mutex_hang(void)
{
    make_meeting(2);
    pid_t child = begin(read_a_then_mutex);
    mutex_then_write_a();
    end_child(child);
}

/* Nobody has posted them yet; but all who could wait. The parent waits as well, for one of them. */
static void semaphores_hang_at_first(void)
{
    make_meeting(2);
    pid_t children[] = {begin(sem_a_then_b), begin(sem_b_then_a)};
    end_child(children[0]);
    end_child(children[1]);
}

/* Somebody else is at work, and has never posted what others took. */
static void semaphores_hang(void)
{
    make_meeting(2);
    prove_sems();
    (void)begin(sem_a_then_b);
    (void)begin(sem_b_then_a);
    while (waitpid(-1, NULL, WNOHANG) == 0) {
        (void)usleep(LONG_US);
    }
    exit(3); /* somebody ended, by what was told */
}

static void *run_sem_a_then_b(void *unused)
{
    sem_a_then_b();
    return unused;
}

/* Two threads of one process, and a lock for all processes. */
static void semaphores_of_threads_hang(void)
{
    pthread_t thread;
    make_meeting(2);
    prove_sems();
    CHECK(pthread_create(&thread, NULL, run_sem_a_then_b, NULL));
    sem_b_then_a();
    CHECK(pthread_join(thread, NULL));
}

/* Not at work, but about to post: it never did before. */
static void semaphores_posted_late(void)
{
    make_meeting(3);
    pid_t children[] = {begin(sem_a_then_b), begin(sem_b_then_a)};
    wait_till_all_hold();
    (void)usleep(LONG_US);
    EXPECT(sem_post(&s_page->sem_a) == 0);
    end_child(children[1]);
    end_child(children[0]);
}

static void lock_b_in_thread(void)
{
    CHECK(pthread_mutex_lock(&s_page->b));
    CHECK(pthread_mutex_unlock(&s_page->b));
}

/* The thread that is joined wants what the other process has. */
static void a_then_join(void)
{
    CHECK(pthread_mutex_lock(&s_page->a));
    wait_till_all_hold();
    in_thread(lock_b_in_thread);
    CHECK(pthread_mutex_unlock(&s_page->a));
}

static void join_hangs(void)
{
    make_meeting(2);
    pid_t child = begin(a_then_join);
    b_then_a();
    end_child(child);
}

static void a_after_meeting(void)
{
    wait_till_all_hold();
    lock_a();
}

static void a_by_thread(void)
{
    wait_till_all_hold();
    in_thread(lock_a);
}

/* The parent has what its child wants, and waits for the child. */
static void wait_holding_a(void (*part)(void), void (*wait_for)(pid_t child))
{
    make_meeting(2);
    pid_t child = begin(part);
    CHECK(pthread_mutex_lock(&s_page->a));
    wait_till_all_hold();
    wait_for(child);
    CHECK(pthread_mutex_unlock(&s_page->a));
}

static void by_wait(pid_t child)
{
    int status;
    EXPECT(wait(&status) == child && status == 0);
}

static void by_waitid(pid_t child)
{
    siginfo_t info;
    EXPECT(waitid(P_PID, (id_t)child, &info, WEXITED) == 0 && info.si_status == 0);
}

static void waitpid_hangs(void)
{
    wait_holding_a(a_after_meeting, end_child);
}

static void wait_hangs(void)
{
    wait_holding_a(a_after_meeting, by_wait);
}

static void waitid_of_threads_hangs(void)
{
    wait_holding_a(a_by_thread, by_waitid);
}

static void exit_from_thread(void)
{
    (void)usleep(LONG_US);
    exit(0);
}

/* One thread wants it, and another one ends the process all the same. */
static void a_or_exit(void)
{
    pthread_t thread;
    static void (*part)(void) = exit_from_thread;
    CHECK(pthread_create(&thread, NULL, run_part, &part));
    a_after_meeting();
}

static void waitpid_of_one_that_ends(void)
{
    wait_holding_a(a_or_exit, end_child);
}

static void give_up(int number)
{
    (void)number;
}

static void by_interrupted_waitpid(pid_t child)
{
    struct sigaction action = {.sa_handler = give_up};
    EXPECT(sigaction(SIGUSR1, &action, NULL) == 0);
    EXPECT(waitpid(child, NULL, 0) == -1 && errno == EINTR);
}

static void *interrupt_parent(void *main_thread)
{
    (void)usleep(LONG_US);
    CHECK(pthread_kill(*(pthread_t *)main_thread, SIGUSR1));
    return NULL;
}

/* A handler ends the wait: not by luck, it is there for that. */
static void waitpid_interrupted(void)
{
    pthread_t self = pthread_self(), thread;
    CHECK(pthread_create(&thread, NULL, interrupt_parent, &self));
    wait_holding_a(a_after_meeting, by_interrupted_waitpid);
    CHECK(pthread_join(thread, NULL));
    EXPECT(wait(NULL) > 0);
}

static void poll_for_child(pid_t child)
{
    (void)usleep(LONG_US);
    EXPECT(waitpid(child, NULL, WNOHANG) == 0);
}

static void waitpid_without_waiting(void)
{
    wait_holding_a(a_after_meeting, poll_for_child);
}

/* It keeps A over the wait, and needs the mutex back however that ends. */
static void cond_wait_keeping_a(void)
{
    pthread_condattr_t shared;
    end_with_parent();
    CHECK(pthread_condattr_init(&shared));
    CHECK(pthread_condattr_setpshared(&shared, PTHREAD_PROCESS_SHARED));
    CHECK(pthread_cond_init(&s_meeting->cond, &shared));
    CHECK(pthread_mutex_lock(&s_page->a));
    CHECK(pthread_mutex_lock(&s_page->b));
    wait_till_all_hold();
    CHECK(pthread_cond_wait(&s_meeting->cond, &s_page->b));
    CHECK(pthread_mutex_unlock(&s_page->b));
    CHECK(pthread_mutex_unlock(&s_page->a));
}

static void signal_then_want_a(void)
{
    wait_till_all_hold();
    CHECK(pthread_mutex_lock(&s_page->b));
    CHECK(pthread_cond_signal(&s_meeting->cond));
    CHECK(pthread_mutex_lock(&s_page->a));
    CHECK(pthread_mutex_unlock(&s_page->a));
    CHECK(pthread_mutex_unlock(&s_page->b));
}

static void signal_slowly(void)
{
    wait_till_all_hold();
    CHECK(pthread_mutex_lock(&s_page->b));
    CHECK(pthread_cond_signal(&s_meeting->cond));
    (void)usleep(LONG_US);
    CHECK(pthread_mutex_unlock(&s_page->b));
}

static void cond_hangs(void)
{
    make_meeting(2);
    pid_t child = begin(cond_wait_keeping_a);
    signal_then_want_a();
    end_child(child);
}

static void cond_of_slow_signaller(void)
{
    make_meeting(2);
    pid_t child = begin(cond_wait_keeping_a);
    signal_slowly();
    end_child(child);
}

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {
        {"readers_hang", readers_hang},
        {"reader_and_mutex_hang", reader_and_mutex_hang},
        {"semaphores_hang_at_first", semaphores_hang_at_first},
        {"semaphores_hang", semaphores_hang},
        {"semaphores_of_threads_hang", semaphores_of_threads_hang},
        {"semaphores_posted_late", semaphores_posted_late},
        {"join_hangs", join_hangs},
        {"waitpid_hangs", waitpid_hangs},
        {"wait_hangs", wait_hangs},
        {"waitid_of_threads_hangs", waitid_of_threads_hangs},
        {"waitpid_of_one_that_ends", waitpid_of_one_that_ends},
        {"waitpid_interrupted", waitpid_interrupted},
        {"waitpid_without_waiting", waitpid_without_waiting},
        {"cond_hangs", cond_hangs},
        {"cond_of_slow_signaller", cond_of_slow_signaller},
        {NULL, NULL},
    };
    return scenario_main(argc, argv, scenarios);
}
