/*
 * lock_cost CASE - nanoseconds for each lock and unlock, as this process is watched or not.
 *
 * An idle thread is started first: the C library leaves out its atomic instructions while a process
 * has one thread only. Cases: see main. Prints one number.
 */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LOCKS_MAX = 8, THREADS_MAX = 2 };

struct work {
    pthread_mutex_t *locks[LOCKS_MAX];
    int depth;
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

/* One uncontended lock of another family, `rounds` times. */
static void run_read(long rounds)
{
    static pthread_rwlock_t s_lock = PTHREAD_RWLOCK_INITIALIZER;
    for (long i = 0; i < rounds; i++) {
        (void)pthread_rwlock_rdlock(&s_lock);
        (void)pthread_rwlock_unlock(&s_lock);
    }
}

static void run_write(long rounds)
{
    static pthread_rwlock_t s_lock = PTHREAD_RWLOCK_INITIALIZER;
    for (long i = 0; i < rounds; i++) {
        (void)pthread_rwlock_wrlock(&s_lock);
        (void)pthread_rwlock_unlock(&s_lock);
    }
}

static void run_spin(long rounds)
{
    static pthread_spinlock_t s_lock;
    check(pthread_spin_init(&s_lock, PTHREAD_PROCESS_PRIVATE), "pthread_spin_init");
    for (long i = 0; i < rounds; i++) {
        (void)pthread_spin_lock(&s_lock);
        (void)pthread_spin_unlock(&s_lock);
    }
}

static void lock_all(const struct work *work)
{
    for (int i = 0; i < work->depth; i++) {
        (void)pthread_mutex_lock(work->locks[i]);
    }
    for (int i = work->depth; i-- > 0;) {
        (void)pthread_mutex_unlock(work->locks[i]);
    }
}

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
        lock_all(work);
    }
    work->end_ns = now_ns();
    return NULL;
}

static double measure(int threads, int depth, int distance, long rounds)
{
    pthread_t ids[THREADS_MAX];
    struct work works[THREADS_MAX];
    check(pthread_barrier_init(&s_start, NULL, (unsigned)threads + 1), "pthread_barrier_init");
    for (int t = 0; t < threads; t++) {
        works[t] = (struct work){.depth = depth, .rounds = rounds};
        for (int i = 0; i < depth; i++) {
            works[t].locks[i] = &s_locks[t * distance + i].mutex;
        }
        check(pthread_create(&ids[t], NULL, run, &works[t]), "pthread_create");
    }
    (void)pthread_barrier_wait(&s_start);
    double longest = 0;
    for (int t = 0; t < threads; t++) {
        check(pthread_join(ids[t], NULL), "pthread_join");
        double took = works[t].end_ns - works[t].start_ns;
        longest = took > longest ? took : longest;
    }
    return longest / ((double)rounds * depth);
}

static double measure_alone(void (*run_rounds)(long), long rounds)
{
    run_rounds(rounds / 10);
    double start = now_ns();
    run_rounds(rounds);
    return (now_ns() - start) / (double)rounds;
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        int threads, depth, distance;
    } cases[] = {
        {"one", 1, 1, 0},       {"nested2", 1, 2, 0},
        {"nested8", 1, 8, 0},   {"separate", 2, 1, LOCKS_MAX},
        {"contended", 2, 1, 0},
    };
    static const struct {
        const char *name;
        void (*run_rounds)(long);
    } alone[] = {{"read", run_read}, {"write", run_write}, {"spin", run_spin}};
    long rounds = argc > 2 ? atol(argv[2]) : 2000000;
    pthread_t idler;
    for (size_t i = 0; i < sizeof(s_locks) / sizeof(s_locks[0]); i++) {
        check(pthread_mutex_init(&s_locks[i].mutex, NULL), "pthread_mutex_init");
    }
    check(pthread_create(&idler, NULL, idle, NULL), "pthread_create");
    for (size_t i = 0; argc > 1 && i < sizeof(cases) / sizeof(cases[0]); i++) {
        if (strcmp(argv[1], cases[i].name) == 0) {
            printf("%.2f\n", measure(cases[i].threads, cases[i].depth, cases[i].distance,
                                     rounds / cases[i].depth));
            return 0;
        }
    }
    for (size_t i = 0; argc > 1 && i < sizeof(alone) / sizeof(alone[0]); i++) {
        if (strcmp(argv[1], alone[i].name) == 0) {
            printf("%.2f\n", measure_alone(alone[i].run_rounds, rounds));
            return 0;
        }
    }
    fprintf(stderr,
            "usage: lock_cost one|nested2|nested8|separate|contended|read|write|spin [ROUNDS]\n");
    return 2;
}
