/*
 * locks/transfer_ordered/fixed.c - the lower id first.
 *
 * FIX     The order of the locks comes from the accounts, not from the call.
 * PYTHON  S2, Locks have their own problems: for lock in sorted(locks, key=id)
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
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
    struct account *low = from->id < to->id ? from : to;
    struct account *high = low == from ? to : from;
    MUST(pthread_mutex_lock(&low->lock));
    MUST(pthread_mutex_lock(&high->lock));
    from->money -= money;
    to->money += money;
    MUST(pthread_mutex_unlock(&high->lock));
    MUST(pthread_mutex_unlock(&low->lock));
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
