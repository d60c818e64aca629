/* Locks in shared memory, and the orders in which several processes take them. */
#include "preload/shared_page.h"

static struct page *s_other_page;
static pthread_mutex_t s_private = PTHREAD_MUTEX_INITIALIZER;

static struct page *memfd_page(void)
{
    int fd = memfd_create("page", 0);
    EXPECT(ftruncate(fd, sizeof(struct page)) == 0);
    return init_page(map_fd(fd));
}

/* ---- What the processes do ---- */

static void ab(void)
{
    nest(&s_page->a, &s_page->b);
}

static void ba(void)
{
    nest(&s_page->b, &s_page->a);
}

static void ab_of_other(void)
{
    nest(&s_other_page->a, &s_other_page->b);
}

static void ab_gated(void)
{
    holding(&s_page->gate, ab);
}

static void ba_gated(void)
{
    holding(&s_page->gate, ba);
}

static void ab_behind_private(void)
{
    holding(&s_private, ab);
}

static void ba_behind_private(void)
{
    holding(&s_private, ba);
}

static void a_private(void)
{
    nest(&s_page->a, &s_private);
}

static void private_b(void)
{
    nest(&s_private, &s_page->b);
}

static void private_a(void)
{
    nest(&s_private, &s_page->a);
}

static void ab_in_thread(void)
{
    in_thread(ab);
}

static void nest_rw(pthread_rwlock_t *outer, pthread_rwlock_t *inner,
                    int (*lock)(pthread_rwlock_t *))
{
    CHECK(lock(outer));
    CHECK(lock(inner));
    CHECK(pthread_rwlock_unlock(inner));
    CHECK(pthread_rwlock_unlock(outer));
}

static void write_ab(void)
{
    nest_rw(&s_page->rw_a, &s_page->rw_b, pthread_rwlock_wrlock);
}

static void write_ba(void)
{
    nest_rw(&s_page->rw_b, &s_page->rw_a, pthread_rwlock_wrlock);
}

static void read_ab(void)
{
    nest_rw(&s_page->rw_a, &s_page->rw_b, pthread_rwlock_rdlock);
}

static void read_ba(void)
{
    nest_rw(&s_page->rw_b, &s_page->rw_a, pthread_rwlock_rdlock);
}

static void renew(void)
{
    CHECK(pthread_mutex_destroy(&s_page->a));
    CHECK(pthread_mutex_destroy(&s_page->b));
    init_mutex(&s_page->a);
    init_mutex(&s_page->b);
}

static void renew_and_ba(void)
{
    ba();
    renew();
    ba();
}

/* ---- Scenarios ---- */

static void abba(void)
{
    s_page = anonymous_page();
    IN_PROCESSES(ab, ba);
}

static void abab(void)
{
    s_page = anonymous_page();
    IN_PROCESSES(ab, ab);
}

static void abba_in_memfd(void)
{
    s_page = memfd_page();
    IN_PROCESSES(ab, ba);
}

static void abba_in_two_memfds(void)
{
    s_page = memfd_page();
    s_other_page = memfd_page();
    void *page = s_page;
    s_page = s_other_page;
    s_other_page = page;
    IN_PROCESSES(ba, ab_of_other);
}

static void abba_by_threads_of_processes(void)
{
    s_page = anonymous_page();
    IN_PROCESSES(ab_in_thread, ba);
}

static void gate(void)
{
    s_page = anonymous_page();
    IN_PROCESSES(ab_gated, ba_gated);
}

static void gate_on_one_side(void)
{
    s_page = anonymous_page();
    IN_PROCESSES(ab_gated, ba);
}

/* A lock that each process has for itself keeps nothing apart. */
static void no_gate_between_processes(void)
{
    s_page = anonymous_page();
    IN_PROCESSES(ab_behind_private, ba_behind_private);
}

/* Two threads of one process and one of another. */
static void a_private_private_b(void)
{
    IN_TURN(a_private, private_b);
}

static void ring_through_private(void)
{
    s_page = anonymous_page();
    IN_PROCESSES(a_private_private_b, ba);
}

/* The same address, and two locks: each process has its own. */
static void privates_are_two(void)
{
    s_page = anonymous_page();
    IN_PROCESSES(a_private, private_a);
}

static void writers(void)
{
    s_page = anonymous_page();
    IN_PROCESSES(write_ab, write_ba);
}

static void readers(void)
{
    s_page = anonymous_page();
    IN_PROCESSES(read_ab, read_ba);
}

static void waited_between(void)
{
    s_page = anonymous_page();
    in_child(ab);
    in_child(ba);
}

static void parent_before_child(void)
{
    s_page = anonymous_page();
    ab();
    in_child(ba);
}

static void parent_after_child(void)
{
    s_page = anonymous_page();
    in_child(ba);
    ab();
}

/* It did the same before the fork: what counts is that it does it again. */
static void parent_beside_child(void)
{
    int done[2];
    char byte;
    s_page = anonymous_page();
    ab();
    EXPECT(pipe(done) == 0);
    pid_t child = fork();
    EXPECT(child >= 0);
    if (child == 0) {
        ba();
        EXPECT(write(done[1], "!", 1) == 1);
        exit(0);
    }
    EXPECT(read(done[0], &byte, 1) == 1);
    ab();
    end_child(child);
}

static void grandchild_before_grandchild(void)
{
    s_page = anonymous_page();
    pid_t child = fork();
    EXPECT(child >= 0);
    if (child == 0) {
        in_child(ab);
        exit(0);
    }
    end_child(child);
    in_child(ba);
}

static void renewed_between(void)
{
    s_page = anonymous_page();
    IN_PROCESSES(ab, renew, ba);
}

static void renewed_first(void)
{
    s_page = anonymous_page();
    IN_PROCESSES(renew_and_ba, ab);
}

static const struct scenario s_scenarios[] = {
    {"abba", abba},
    {"abab", abab},
    {"abba_in_memfd", abba_in_memfd},
    {"abba_in_two_memfds", abba_in_two_memfds},
    {"abba_by_threads_of_processes", abba_by_threads_of_processes},
    {"gate", gate},
    {"gate_on_one_side", gate_on_one_side},
    {"no_gate_between_processes", no_gate_between_processes},
    {"ring_through_private", ring_through_private},
    {"privates_are_two", privates_are_two},
    {"writers", writers},
    {"readers", readers},
    {"waited_between", waited_between},
    {"parent_before_child", parent_before_child},
    {"parent_after_child", parent_after_child},
    {"parent_beside_child", parent_beside_child},
    {"grandchild_before_grandchild", grandchild_before_grandchild},
    {"renewed_between", renewed_between},
    {"renewed_first", renewed_first},
    {NULL, NULL},
};

int main(int argc, char **argv)
{
    return scenario_main(argc, argv, s_scenarios);
}
