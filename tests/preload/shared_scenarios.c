/* Locks in shared memory, and the orders in which several processes take them. */
#include "preload/shared_page.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>

extern char **environ;

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

static void nest_sem(sem_t *outer, sem_t *inner)
{
    EXPECT(sem_wait(outer) == 0);
    EXPECT(sem_wait(inner) == 0);
    EXPECT(sem_post(inner) == 0);
    EXPECT(sem_post(outer) == 0);
}

static void sem_ab(void)
{
    nest_sem(&s_page->sem_a, &s_page->sem_b);
}

static void sem_ba(void)
{
    nest_sem(&s_page->sem_b, &s_page->sem_a);
}

static void take_sem_a(void)
{
    EXPECT(sem_wait(&s_page->sem_a) == 0);
}

static void post_sem_a(void)
{
    EXPECT(sem_post(&s_page->sem_a) == 0);
}

static void renew_sems(void)
{
    EXPECT(sem_destroy(&s_page->sem_a) == 0 && sem_destroy(&s_page->sem_b) == 0);
    EXPECT(sem_init(&s_page->sem_a, 1, 1) == 0 && sem_init(&s_page->sem_b, 1, 1) == 0);
}

static void mutex_sem(void)
{
    CHECK(pthread_mutex_lock(&s_page->a));
    nest_sem(&s_page->sem_a, &s_page->sem_b);
    CHECK(pthread_mutex_unlock(&s_page->a));
}

static void sem_mutex(void)
{
    take_sem_a();
    nest(&s_page->a, &s_page->b);
    post_sem_a();
}

static sem_t *s_named[2];

static void named_ab(void)
{
    nest_sem(s_named[0], s_named[1]);
}

static void named_ba(void)
{
    nest_sem(s_named[1], s_named[0]);
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

static void semaphores(void)
{
    s_page = anonymous_page();
    IN_PROCESSES(sem_ab, sem_ba);
}

/* One process takes it and another one posts: it is no lock, and never was. */
static void semaphore_handed_over(void)
{
    s_page = anonymous_page();
    IN_PROCESSES(sem_ab, sem_ba, take_sem_a, post_sem_a);
}

static void semaphore_of_two(void)
{
    s_page = anonymous_page();
    EXPECT(sem_destroy(&s_page->sem_a) == 0 && sem_init(&s_page->sem_a, 1, 2) == 0);
    IN_PROCESSES(sem_ab, sem_ba);
}

static void semaphores_renewed(void)
{
    s_page = anonymous_page();
    IN_PROCESSES(sem_ab, renew_sems, sem_ba);
}

static void semaphore_and_mutex(void)
{
    s_page = anonymous_page();
    IN_PROCESSES(mutex_sem, sem_mutex);
}

/* The child that closes it ends it for nobody else. */
static void close_named(void)
{
    EXPECT(sem_close(s_named[0]) == 0);
}

static void open_named(unsigned value)
{
    char name[64];
    for (int i = 0; i < 2; i++) {
        snprintf(name, sizeof(name), "/lockcheck-%d-%d", (int)getpid(), i);
        s_named[i] = sem_open(name, O_CREAT, 0600, value);
        EXPECT(s_named[i] != SEM_FAILED && sem_unlink(name) == 0);
    }
}

static void named_semaphores(void)
{
    open_named(1);
    IN_PROCESSES(named_ab, close_named, named_ba);
}

static void post_named(void)
{
    EXPECT(sem_post(s_named[0]) == 0 && sem_post(s_named[1]) == 0);
}

/* Posted by somebody first: they signal. */
static void named_signals(void)
{
    open_named(0);
    IN_PROCESSES(post_named, named_ab, named_ba);
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

static void spawn_one(char *part, char *name, pid_t *ret_child)
{
    char *arguments[] = {(char *)"shared_scenarios", part, name, NULL};
    CHECK(posix_spawn(ret_child, "/proc/self/exe", NULL, NULL, arguments, environ));
}

static char s_name[64];

static void make_named(void)
{
    snprintf(s_name, sizeof(s_name), "/lockcheck-%d", (int)getpid());
    int fd = shm_open(s_name, O_RDWR | O_CREAT | O_EXCL, 0600);
    EXPECT(fd >= 0 && ftruncate(fd, sizeof(struct page)) == 0);
    s_page = init_page(map_fd(fd));
}

/* Programs that share a name and nothing else; the second starts when the first has ended, and
 * nobody has waited for that one. */
static void spawned(char *first, char *second)
{
    pid_t children[2];
    int alive[2];
    char byte;
    make_named();
    EXPECT(pipe(alive) == 0);
    spawn_one(first, s_name, &children[0]);
    EXPECT(close(alive[1]) == 0);
    EXPECT(read(alive[0], &byte, 1) == 0);
    spawn_one(second, s_name, &children[1]);
    end_child(children[0]);
    end_child(children[1]);
    EXPECT(shm_unlink(s_name) == 0);
}

static void spawned_abba(void)
{
    spawned((char *)"+ab", (char *)"+ba");
}

static void spawned_abab(void)
{
    spawned((char *)"+ab", (char *)"+ab");
}

static void spawned_semaphores(void)
{
    spawned((char *)"+sem_ab", (char *)"+sem_ba");
}

static void spawned_semaphores_same(void)
{
    spawned((char *)"+sem_ab", (char *)"+sem_ab");
}

static void system_then_own(void)
{
    char command[256];
    make_named();
    snprintf(command, sizeof(command), "exec /proc/%d/exe +ab %s", (int)getpid(), s_name);
    EXPECT(system(command) == 0);
    ba();
    EXPECT(shm_unlink(s_name) == 0);
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
    {"semaphores", semaphores},
    {"semaphore_handed_over", semaphore_handed_over},
    {"semaphore_of_two", semaphore_of_two},
    {"semaphores_renewed", semaphores_renewed},
    {"semaphore_and_mutex", semaphore_and_mutex},
    {"named_semaphores", named_semaphores},
    {"named_signals", named_signals},
    {"spawned_semaphores", spawned_semaphores},
    {"spawned_semaphores_same", spawned_semaphores_same},
    {"waited_between", waited_between},
    {"parent_before_child", parent_before_child},
    {"parent_after_child", parent_after_child},
    {"parent_beside_child", parent_beside_child},
    {"grandchild_before_grandchild", grandchild_before_grandchild},
    {"renewed_between", renewed_between},
    {"renewed_first", renewed_first},
    {"spawned_abba", spawned_abba},
    {"spawned_abab", spawned_abab},
    {"system_then_own", system_then_own},
    {NULL, NULL},
};

/*
 * `+ab FILE`, `+sem_ba FILE` …: one order of the locks in a file that somebody has made, `+init
 * FILE` makes it. A name without a directory is one of shm_open.
 */
static int part_main(const char *part, const char *file)
{
    int flags = O_RDWR | (strcmp(part, "+init") == 0 ? O_CREAT | O_EXCL : 0);
    bool is_name = strchr(file + 1, '/') == NULL;
    int fd = is_name ? shm_open(file, flags, 0600) : open(file, flags, 0600);
    if (flags & O_CREAT) {
        EXPECT(ftruncate(fd, sizeof(struct page)) == 0);
        (void)init_page(map_fd(fd));
        return 0;
    }
    s_page = map_fd(fd);
    EXPECT((void *)s_page != MAP_FAILED);
    static const struct scenario parts[] = {
        {"+ab", ab}, {"+ba", ba}, {"+sem_ab", sem_ab}, {"+sem_ba", sem_ba}, {NULL, NULL}};
    for (const struct scenario *s = parts; s->name; s++) {
        if (strcmp(s->name, part) == 0) {
            s->run();
        }
    }
    return 0;
}

int main(int argc, char **argv)
{
    return argc == 3 && argv[1][0] == '+' ? part_main(argv[1], argv[2])
                                          : scenario_main(argc, argv, s_scenarios);
}
