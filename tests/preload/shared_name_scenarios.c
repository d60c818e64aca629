/* Programs that have nothing in common but the name of what their locks lie in. */
#include "preload/shared_page.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>

extern char **environ;

static void ab(void)
{
    nest(&s_page->a, &s_page->b);
}

static void ba(void)
{
    nest(&s_page->b, &s_page->a);
}

static void sem_ab(void)
{
    nest_sem(&s_page->sem_a, &s_page->sem_b);
}

static void sem_ba(void)
{
    nest_sem(&s_page->sem_b, &s_page->sem_a);
}

static void spawn_one(char *part, char *name, pid_t *ret_child)
{
    char *arguments[] = {(char *)"shared_name_scenarios", part, name, NULL};
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
    {"spawned_semaphores", spawned_semaphores},
    {"spawned_semaphores_same", spawned_semaphores_same},
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
