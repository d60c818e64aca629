/*
 * lock_cost CASE - nanoseconds for each lock and unlock, as this process is watched or not.
 *
 * An idle thread is started first: the C library leaves out its atomic instructions while a process
 * has one thread only. Prints one number; the cases are listed at the end.
 */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

enum { LOCKS_MAX = 8, THREADS_MAX = 2 };

struct work {
    void (*round)(const struct work *work);
    pthread_mutex_t *locks[LOCKS_MAX];
    int number, depth;
    long rounds;
    double start_ns, end_ns;
};

/* Each on cache lines of its own, so that threads share what the case means them to share. */
struct padded {
    _Alignas(128) pthread_mutex_t mutex;
};

static struct padded s_locks[LOCKS_MAX * THREADS_MAX];
static pthread_barrier_t s_start;

static void check(int result, const char *what)
{
    if (result != 0) {
        fprintf(stderr, "lock_cost: %s: %s\n", what, strerror(result));
        exit(1);
    }
}

static void *idle(void *unused)
{
    for (;;) {
        (void)pause();
    }
    return unused;
}

/* Another kind of lock, or another call around one, by a thread that has nothing else to do. */
#define ALONE(name, take, give)             \
    static void run_##name(long rounds)     \
    {                                       \
        for (long i = 0; i < rounds; i++) { \
            (void)(take);                   \
            (void)(give);                   \
        }                                   \
    }

static pthread_mutex_t s_mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t s_rwlock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_spinlock_t s_spin;
static sem_t s_sem;
static mtx_t s_mtx;
static pthread_cond_t s_cond = PTHREAD_COND_INITIALIZER;

/* Returns with the lock held, and is no tail call: each caller makes another stack. */
static __attribute__((noinline)) int take_for_caller(void)
{
    int result = pthread_mutex_lock(&s_mutex);
    __asm__ volatile("");
    return result;
}

/* The usual end of a critical section; nobody waits. */
static int signal_and_give(void)
{
    return pthread_cond_signal(&s_cond) | pthread_mutex_unlock(&s_mutex);
}

ALONE(wrapped, take_for_caller(), pthread_mutex_unlock(&s_mutex))
ALONE(read, pthread_rwlock_rdlock(&s_rwlock), pthread_rwlock_unlock(&s_rwlock))
ALONE(write, pthread_rwlock_wrlock(&s_rwlock), pthread_rwlock_unlock(&s_rwlock))
ALONE(spin, pthread_spin_lock(&s_spin), pthread_spin_unlock(&s_spin))
ALONE(mtx, mtx_lock(&s_mtx), mtx_unlock(&s_mtx))
ALONE(sem, sem_wait(&s_sem), sem_post(&s_sem))
ALONE(signal, pthread_mutex_lock(&s_mutex), signal_and_give())

/* ---- One round of a thread that is measured with others, or with locks inside locks ---- */

static void lock_all(const struct work *work)
{
    for (int i = 0; i < work->depth; i++) {
        (void)pthread_mutex_lock(work->locks[i]);
    }
    for (int i = work->depth; i-- > 0;) {
        (void)pthread_mutex_unlock(work->locks[i]);
    }
}

static void read_shared(const struct work *work)
{
    (void)work;
    (void)pthread_rwlock_rdlock(&s_rwlock);
    (void)pthread_rwlock_unlock(&s_rwlock);
}

/* Two threads wake each other by turns. */
static void take_turn(const struct work *work)
{
    static int s_turn;
    (void)pthread_mutex_lock(&s_mutex);
    while (s_turn != work->number) {
        (void)pthread_cond_wait(&s_cond, &s_mutex);
    }
    s_turn = !s_turn;
    (void)pthread_cond_signal(&s_cond);
    (void)pthread_mutex_unlock(&s_mutex);
}

/* ---- Measuring ---- */

static double now_ns(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* Takes the time itself: whoever waits for it may be woken late. */
static void *run(void *argument)
{
    struct work *work = argument;
    (void)pthread_barrier_wait(&s_start);
    work->start_ns = now_ns();
    for (long i = 0; i < work->rounds; i++) {
        work->round(work);
    }
    work->end_ns = now_ns();
    return NULL;
}

struct shape {
    const char *name;
    void (*round)(const struct work *work);
    int threads, depth;
    int distance; /* from a thread's first lock to the next thread's */
    int cost;     /* of a round, about, in locks */
};

static double measure(const struct shape *shape, long locks)
{
    pthread_t ids[THREADS_MAX];
    struct work works[THREADS_MAX];
    long rounds = locks / shape->cost;
    check(pthread_barrier_init(&s_start, NULL, (unsigned)shape->threads + 1),
          "pthread_barrier_init");
    for (int t = 0; t < shape->threads; t++) {
        works[t] = (struct work){
            .round = shape->round, .number = t, .depth = shape->depth, .rounds = rounds};
        for (int i = 0; i < shape->depth; i++) {
            works[t].locks[i] = &s_locks[t * shape->distance + i].mutex;
        }
        check(pthread_create(&ids[t], NULL, run, &works[t]), "pthread_create");
    }
    (void)pthread_barrier_wait(&s_start);
    double longest = 0;
    for (int t = 0; t < shape->threads; t++) {
        check(pthread_join(ids[t], NULL), "pthread_join");
        double took = works[t].end_ns - works[t].start_ns;
        longest = took > longest ? took : longest;
    }
    return longest / ((double)rounds * shape->depth);
}

static double measure_alone(void (*run_rounds)(long), long rounds)
{
    run_rounds(rounds / 10);
    double start = now_ns();
    run_rounds(rounds);
    return (now_ns() - start) / (double)rounds;
}

static const struct shape s_shapes[] = {
    {"one", lock_all, 1, 1, 0, 1},       {"nested2", lock_all, 1, 2, 0, 2},
    {"nested8", lock_all, 1, 8, 0, 8},   {"separate", lock_all, 2, 1, LOCKS_MAX, 1},
    {"contended", lock_all, 2, 1, 0, 1}, {"readers", read_shared, 2, 1, 0, 1},
    {"wait", take_turn, 2, 1, 0, 100},
};

static const struct {
    const char *name;
    void (*run_rounds)(long);
} s_alone[] = {
    {"wrapped", run_wrapped}, {"read", run_read}, {"write", run_write},   {"spin", run_spin},
    {"mtx", run_mtx},         {"sem", run_sem},   {"signal", run_signal},
};

static void prepare(void)
{
    pthread_t idler;
    for (size_t i = 0; i < COUNT_OF(s_locks); i++) {
        check(pthread_mutex_init(&s_locks[i].mutex, NULL), "pthread_mutex_init");
    }
    check(pthread_spin_init(&s_spin, PTHREAD_PROCESS_PRIVATE), "pthread_spin_init");
    check(sem_init(&s_sem, 0, 1) == 0 ? 0 : errno, "sem_init");
    check(mtx_init(&s_mtx, mtx_plain), "mtx_init");
    check(pthread_create(&idler, NULL, idle, NULL), "pthread_create");
}

static int usage(void)
{
    fputs("usage: lock_cost CASE [LOCKS]\ncases:", stderr);
    for (size_t i = 0; i < COUNT_OF(s_shapes); i++) {
        fprintf(stderr, " %s", s_shapes[i].name);
    }
    for (size_t i = 0; i < COUNT_OF(s_alone); i++) {
        fprintf(stderr, " %s", s_alone[i].name);
    }
    fputs("\n", stderr);
    return 2;
}

int main(int argc, char **argv)
{
    long locks = argc > 2 ? atol(argv[2]) : 2000000;
    if (argc < 2 || locks < 100) {
        return usage();
    }
    prepare();
    for (size_t i = 0; i < COUNT_OF(s_shapes); i++) {
        if (strcmp(argv[1], s_shapes[i].name) == 0) {
            printf("%.2f\n", measure(&s_shapes[i], locks));
            return 0;
        }
    }
    for (size_t i = 0; i < COUNT_OF(s_alone); i++) {
        if (strcmp(argv[1], s_alone[i].name) == 0) {
            printf("%.2f\n", measure_alone(s_alone[i].run_rounds, locks));
            return 0;
        }
    }
    return usage();
}
