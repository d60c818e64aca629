/*
 * locks/slow_peer/buggy.c - waits for a server, with the lock.   Cure: fixed.c
 *
 * BUG     The lock is held while a server is asked. Whoever only wants to look
 *         at the old price waits for the server too.
 * WHEN    Always. How long is up to the server.
 * FIX     Ask first, then lock for the moment of the change.
 * PYTHON  S2, Waiting threads are suspended so others run: with lock: and a
 *         request inside
 *
 * flags drd         --exclusive-threshold=500
 * flags lockcheck   fail_on=hold-while-blocking
 * expect plain      wrong
 * expect tsan-gcc   misses hold-while-blocking
 * expect tsan-clang misses hold-while-blocking
 * expect helgrind   misses hold-while-blocking
 * expect drd        reports long-hold in update_price
 * expect lockcheck  reports hold-while-blocking in ask_server and update_price
 */
#include "../../common/demo.h"

#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int server[2]; /* a pipe */
static sem_t asked;
static char price = '1'; /* under the lock */
static char seen;

/* It answers when it likes. */
static char ask_server(void)
{
    char answer;
    MUST_SYS(sem_post(&asked));
    MUST_SYS(read(server[0], &answer, 1));
    return answer;
}

static void *update_price(void *unused)
{
    MUST(pthread_mutex_lock(&lock));
    price = ask_server();
    MUST(pthread_mutex_unlock(&lock));
    return unused;
}

/* Somebody wants the old price meanwhile, and waits a second at most. */
static int look_at_price(void)
{
    struct timespec end;
    MUST_SYS(clock_gettime(CLOCK_REALTIME, &end));
    end.tv_sec += 1;
    int error = pthread_mutex_timedlock(&lock, &end);
    if (error == 0) {
        seen = price;
        MUST(pthread_mutex_unlock(&lock));
    }
    return error;
}

int main(void)
{
    pthread_t updater;
    MUST_SYS(sem_init(&asked, 0, 0));
    MUST_SYS(pipe(server));
    MUST(pthread_create(&updater, NULL, update_price, NULL));
    MUST_SYS(sem_wait(&asked));
    int error = look_at_price();
    MUST_SYS(write(server[1], "2", 1));
    MUST(pthread_join(updater, NULL));
    if (error == 0) {
        printf("the price is %c, or was\n", seen);
    } else {
        puts("nobody could look for a second");
    }
    return error == 0 ? 0 : 1;
}
