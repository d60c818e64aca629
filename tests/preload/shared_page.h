/*
 * tests/preload/shared_page.h - a page of locks in shared memory, and processes that use it.
 *
 * Children take turns by a pipe, so that all of them live together and none of them hangs.
 */
#ifndef TESTS_PRELOAD_SHARED_PAGE_H
#define TESTS_PRELOAD_SHARED_PAGE_H

#include "preload/nest.h"

#include <semaphore.h>
#include <sys/mman.h>
#include <sys/wait.h>

struct page {
    pthread_mutex_t a, b, gate;
    pthread_rwlock_t rw_a, rw_b;
    sem_t sem_a, sem_b;
};

static struct page *s_page;

static inline void init_mutex(pthread_mutex_t *mutex)
{
    pthread_mutexattr_t shared;
    CHECK(pthread_mutexattr_init(&shared));
    CHECK(pthread_mutexattr_setpshared(&shared, PTHREAD_PROCESS_SHARED));
    CHECK(pthread_mutex_init(mutex, &shared));
    CHECK(pthread_mutexattr_destroy(&shared));
}

static inline void init_rwlock(pthread_rwlock_t *rwlock)
{
    pthread_rwlockattr_t shared;
    CHECK(pthread_rwlockattr_init(&shared));
    CHECK(pthread_rwlockattr_setpshared(&shared, PTHREAD_PROCESS_SHARED));
    CHECK(pthread_rwlock_init(rwlock, &shared));
    CHECK(pthread_rwlockattr_destroy(&shared));
}

static inline struct page *init_page(void *memory)
{
    struct page *page = memory;
    EXPECT(memory != MAP_FAILED);
    init_mutex(&page->a);
    init_mutex(&page->b);
    init_mutex(&page->gate);
    init_rwlock(&page->rw_a);
    init_rwlock(&page->rw_b);
    EXPECT(sem_init(&page->sem_a, 1, 1) == 0);
    EXPECT(sem_init(&page->sem_b, 1, 1) == 0);
    return page;
}

static inline void *map_fd(int fd)
{
    EXPECT(fd >= 0);
    void *memory = mmap(NULL, sizeof(struct page), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    EXPECT(close(fd) == 0);
    return memory;
}

static inline struct page *anonymous_page(void)
{
    return init_page(
        mmap(NULL, sizeof(struct page), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
}

static inline void nest_sem(sem_t *outer, sem_t *inner)
{
    EXPECT(sem_wait(outer) == 0);
    EXPECT(sem_wait(inner) == 0);
    EXPECT(sem_post(inner) == 0);
    EXPECT(sem_post(outer) == 0);
}

static inline void end_child(pid_t child)
{
    int status;
    EXPECT(waitpid(child, &status, 0) == child);
    EXPECT(status == 0);
}

/* Does its part when a byte comes in, says so, and lives until the pipe ends. */
static inline pid_t child_in_turn(int turn_fd, int done_fd, int end_fd, int close_fd,
                                  void (*part)(void))
{
    char byte;
    pid_t child = fork();
    EXPECT(child >= 0);
    if (child != 0) {
        return child;
    }
    EXPECT(close(close_fd) == 0);
    EXPECT(read(turn_fd, &byte, 1) == 1);
    part();
    EXPECT(write(done_fd, "!", 1) == 1);
    EXPECT(read(end_fd, &byte, 1) == 0);
    exit(0);
}

/* Each part in a process of its own, one after the other, all of them alive from first to last. */
static inline void in_processes(void (*const *parts)(void), int count)
{
    enum { PROCESSES_MAX = 8 };
    pid_t children[PROCESSES_MAX];
    int turn[2], done[2], end[2];
    char byte;
    EXPECT(count <= PROCESSES_MAX && pipe(done) == 0 && pipe(end) == 0);
    int turns[PROCESSES_MAX];
    for (int i = 0; i < count; i++) {
        EXPECT(pipe(turn) == 0);
        children[i] = child_in_turn(turn[0], done[1], end[0], end[1], parts[i]);
        turns[i] = turn[1];
    }
    for (int i = 0; i < count; i++) {
        EXPECT(write(turns[i], "!", 1) == 1);
        EXPECT(read(done[0], &byte, 1) == 1);
    }
    EXPECT(close(end[1]) == 0);
    for (int i = 0; i < count; i++) {
        end_child(children[i]);
    }
}

#define IN_PROCESSES(...)                              \
    in_processes((void (*const[])(void)){__VA_ARGS__}, \
                 (int)(sizeof((void (*const[])(void)){__VA_ARGS__}) / sizeof(void (*)(void))))

static inline void in_child(void (*part)(void))
{
    pid_t child = fork();
    EXPECT(child >= 0);
    if (child == 0) {
        part();
        exit(0);
    }
    end_child(child);
}

#endif
