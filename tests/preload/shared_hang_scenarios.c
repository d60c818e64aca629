/* Processes that really hang for locks of each other, and their nearest neighbours that do not. */
#include "preload/meeting.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>

static pthread_mutex_t s_private = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t s_both_threads;

static void b_then_gate(void)
{
    hold_then_want_mutex(&s_page->b, &s_page->gate);
}

static void gate_then_a(void)
{
    hold_then_want_mutex(&s_page->gate, &s_page->a);
}

static void write_then_want(pthread_rwlock_t *hold, pthread_rwlock_t *want)
{
    CHECK(pthread_rwlock_wrlock(hold));
    wait_till_all_hold();
    CHECK(pthread_rwlock_wrlock(want));
    CHECK(pthread_rwlock_unlock(want));
    CHECK(pthread_rwlock_unlock(hold));
}

static void write_a_then_b(void)
{
    write_then_want(&s_page->rw_a, &s_page->rw_b);
}

static void write_b_then_a(void)
{
    write_then_want(&s_page->rw_b, &s_page->rw_a);
}

static void *hold_private_want_b(void *unused)
{
    CHECK(pthread_mutex_lock(&s_private));
    (void)pthread_barrier_wait(&s_both_threads);
    wait_till_all_hold();
    CHECK(pthread_mutex_lock(&s_page->b));
    return unused;
}

/* Within this process from A to B by way of a lock that no other process knows. */
static void a_private_b(void)
{
    pthread_t thread;
    CHECK(pthread_barrier_init(&s_both_threads, NULL, 2));
    CHECK(pthread_mutex_lock(&s_page->a));
    CHECK(pthread_create(&thread, NULL, hold_private_want_b, NULL));
    (void)pthread_barrier_wait(&s_both_threads);
    CHECK(pthread_mutex_lock(&s_private));
    CHECK(pthread_join(thread, NULL));
}

/* ---- Scenarios ---- */

static void abba_hangs(void)
{
    make_meeting(2);
    pid_t child = begin(a_then_b);
    b_then_a();
    end_child(child);
}

static void ring_of_3_hangs(void)
{
    make_meeting(3);
    pid_t children[] = {begin(a_then_b), begin(b_then_gate)};
    gate_then_a();
    end_child(children[0]);
    end_child(children[1]);
}

static void writers_hang(void)
{
    make_meeting(2);
    pid_t child = begin(write_a_then_b);
    write_b_then_a();
    end_child(child);
}

static void through_private_hangs(void)
{
    make_meeting(2);
    pid_t child = begin(a_private_b);
    b_then_a();
    end_child(child);
}

static void hold_b_long(void)
{
    CHECK(pthread_mutex_lock(&s_page->b));
    wait_till_all_hold();
    CHECK(usleep(LONG_US) == 0 ? 0 : EINTR);
    CHECK(pthread_mutex_unlock(&s_page->b));
}

/* A long wait for another process, and no ring. */
static void slow_owner(void)
{
    make_meeting(2);
    pid_t child = begin(hold_b_long);
    a_then_b();
    end_child(child);
}

static void hold_gate_long(void)
{
    CHECK(pthread_mutex_lock(&s_page->gate));
    wait_till_all_hold();
    CHECK(usleep(LONG_US) == 0 ? 0 : EINTR);
    CHECK(pthread_mutex_unlock(&s_page->gate));
}

/* The owner waits as well, for a third process. */
static void slow_owner_of_owner(void)
{
    make_meeting(3);
    pid_t children[] = {begin(hold_gate_long), begin(b_then_gate)};
    a_then_b();
    end_child(children[0]);
    end_child(children[1]);
}

/* In a namespace of its own, by a number that no thread has outside. */
static void hold_b_by_high_number(void)
{
    int last = open("/proc/sys/kernel/ns_last_pid", O_WRONLY | O_CLOEXEC);
    if (last >= 0) {
        (void)!write(last, "30000", 5);
        (void)close(last);
    }
    end_child(begin(hold_b_long));
}

/* As a slow owner, but for its number. Without the right to make a namespace: just that. */
static void slow_owner_in_namespace(void)
{
    make_meeting(2);
    (void)unshare(CLONE_NEWPID);
    pid_t child = begin(hold_b_by_high_number);
    a_then_b();
    end_child(child);
}

static void die_holding(void)
{
    CHECK(pthread_mutex_lock(&s_page->a));
    _exit(0);
}

static void owner_died_hangs(void)
{
    s_page = anonymous_page();
    end_child(begin(die_holding));
    lock_a();
}

/* Nobody has waited for it yet: its number is still in use. */
static void unburied_owner_hangs(void)
{
    siginfo_t info;
    s_page = anonymous_page();
    pid_t child = begin(die_holding);
    EXPECT(waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT) == 0);
    lock_a();
}

static void robust_owner_died(void)
{
    pthread_mutexattr_t robust;
    s_page = anonymous_page();
    CHECK(pthread_mutexattr_init(&robust));
    CHECK(pthread_mutexattr_setpshared(&robust, PTHREAD_PROCESS_SHARED));
    CHECK(pthread_mutexattr_setrobust(&robust, PTHREAD_MUTEX_ROBUST));
    CHECK(pthread_mutex_init(&s_page->a, &robust));
    end_child(begin(die_holding));
    EXPECT(pthread_mutex_lock(&s_page->a) == EOWNERDEAD);
    CHECK(pthread_mutex_consistent(&s_page->a));
    CHECK(pthread_mutex_unlock(&s_page->a));
}

/* Another child of the same parent, so that nobody of us ever heard of the owner. */
static void hold_a_long_unwatched(void)
{
    char name[64];
    char *arguments[] = {(char *)"shared_hang_scenarios", (char *)"+hold", name, NULL};
    char *no_environment[] = {NULL};
    pid_t child;
    char byte;
    int ready[2];
    snprintf(name, sizeof(name), "/lockcheck-%d", (int)getpid());
    int fd = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
    EXPECT(fd >= 0 && ftruncate(fd, sizeof(struct page)) == 0);
    s_page = init_page(map_fd(fd));
    EXPECT(pipe(ready) == 0 && dup2(ready[1], 3) == 3);
    CHECK(posix_spawn(&child, "/proc/self/exe", NULL, NULL, arguments, no_environment));
    EXPECT(read(ready[0], &byte, 1) == 1);
    lock_a();
    end_child(child);
    EXPECT(shm_unlink(name) == 0);
}

static int hold_main(const char *name)
{
    s_page = map_fd(shm_open(name, O_RDWR, 0600));
    CHECK(pthread_mutex_lock(&s_page->a));
    EXPECT(write(3, "!", 1) == 1);
    EXPECT(usleep(LONG_US) == 0);
    CHECK(pthread_mutex_unlock(&s_page->a));
    return 0;
}

static const struct scenario s_scenarios[] = {
    {"abba_hangs", abba_hangs},
    {"ring_of_3_hangs", ring_of_3_hangs},
    {"writers_hang", writers_hang},
    {"through_private_hangs", through_private_hangs},
    {"slow_owner", slow_owner},
    {"slow_owner_of_owner", slow_owner_of_owner},
    {"slow_owner_in_namespace", slow_owner_in_namespace},
    {"owner_died_hangs", owner_died_hangs},
    {"unburied_owner_hangs", unburied_owner_hangs},
    {"robust_owner_died", robust_owner_died},
    {"hold_a_long_unwatched", hold_a_long_unwatched},
    {NULL, NULL},
};

int main(int argc, char **argv)
{
    return argc == 3 && strcmp(argv[1], "+hold") == 0 ? hold_main(argv[2])
                                                      : scenario_main(argc, argv, s_scenarios);
}
