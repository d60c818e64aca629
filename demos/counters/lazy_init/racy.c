/*
 * counters/lazy_init/racy.c - double-checked locking.            Cure: fixed.c
 *
 * BUG     The first test of `config` is made without the lock. Seeing the
 *         pointer does not mean seeing what it points to: the two stores may
 *         arrive in the other order.
 * WHEN    On ARM, or when the compiler moves the stores. x86 at -O0 keeps the
 *         order, so that the run looks right.
 * FIX     pthread_once (fixed.c), or release and acquire (fixed_atomic.c).
 * PYTHON  S4, Double-checked locking, lazy initialisation:
 *         functools.cached_property without a lock may run its function twice
 *
 * expect plain      ok
 * expect tsan-gcc   reports data-race in get or make or use
 * expect tsan-clang reports data-race in get or make or use
 * expect helgrind   reports data-race in get and make and use
 * expect drd        reports data-race in get or make or use
 * expect lockcheck  misses data-race
 */
#include "../../common/demo.h"

struct config {
    int answer;
};

static pthread_barrier_t start;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct config *config;

static void make(void)
{
    struct config *made = malloc(sizeof(*made));
    MUST(made == NULL ? ENOMEM : 0);
    made->answer = 42;
    config = made;
}

static struct config *get(void)
{
    if (config == NULL) {
        MUST(pthread_mutex_lock(&lock));
        if (config == NULL) {
            make();
        }
        MUST(pthread_mutex_unlock(&lock));
    }
    return config;
}

static void *use(void *unused)
{
    (void)unused;
    demo_meet(&start);
    return (void *)(long)get()->answer;
}

int main(void)
{
    pthread_t threads[2];
    void *answers[2];
    MUST(pthread_barrier_init(&start, NULL, 2));
    for (int i = 0; i < 2; i++) {
        MUST(pthread_create(&threads[i], NULL, use, NULL));
    }
    for (int i = 0; i < 2; i++) {
        MUST(pthread_join(threads[i], &answers[i]));
    }
    printf("answers %ld %ld\n", (long)answers[0], (long)answers[1]);
    return answers[0] == answers[1] ? 0 : 1;
}
