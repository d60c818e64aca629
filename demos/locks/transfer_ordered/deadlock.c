/*
 * locks/transfer_ordered/deadlock.c - locks in argument order.   Cure: fixed.c
 *
 * BUG     transfer(from, to) locks in the order of its arguments. Two
 *         transfers the other way round take the same locks the other way
 *         round; no line of the program says so.
 * WHEN    Both have locked `from`. Not in this run.
 * FIX     Lock the account with the lower id first.
 * PYTHON  S2, Locks have their own problems: with a.lock, b.lock: in a
 *         function of a and b
 *
 * expect plain      ok
 * expect tsan-gcc   reports lock-order in transfer
 * expect tsan-clang reports lock-order in transfer
 * expect helgrind   reports lock-order in transfer
 * expect drd        misses lock-order
 * expect lockcheck  reports lock-order in transfer
 */
#include "../../common/demo.h"

struct account {
    int id;
    long money;
    pthread_mutex_t lock;
};

static struct account anna = {1, 100, PTHREAD_MUTEX_INITIALIZER};
static struct account bert = {2, 100, PTHREAD_MUTEX_INITIALIZER};
static sem_t first_is_done; /* stands for luck: they do not meet */

static void transfer(struct account *from, struct account *to, long money)
{
    MUST(pthread_mutex_lock(&from->lock));
    MUST(pthread_mutex_lock(&to->lock));
    from->money -= money;
    to->money += money;
    MUST(pthread_mutex_unlock(&to->lock));
    MUST(pthread_mutex_unlock(&from->lock));
}

static void *anna_pays(void *unused)
{
    (void)unused;
    transfer(&anna, &bert, 10);
    MUST_SYS(sem_post(&first_is_done));
    return NULL;
}

static void *bert_pays(void *unused)
{
    (void)unused;
    MUST_SYS(sem_wait(&first_is_done));
    transfer(&bert, &anna, 30);
    return NULL;
}

int main(void)
{
    pthread_t first;
    pthread_t second;
    MUST_SYS(sem_init(&first_is_done, 0, 0));
    MUST(pthread_create(&first, NULL, anna_pays, NULL));
    MUST(pthread_create(&second, NULL, bert_pays, NULL));
    MUST(pthread_join(first, NULL));
    MUST(pthread_join(second, NULL));
    printf("anna has %ld, bert %ld\n", anna.money, bert.money);
    return anna.money + bert.money == 200 ? 0 : 1;
}
