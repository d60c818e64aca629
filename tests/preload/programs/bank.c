/* Two transfers in opposite directions, one after the other: a deadlock that did not happen. */
#include <pthread.h>
#include <stdio.h>

struct account {
    long balance;
    pthread_mutex_t lock;
};

struct account g_accounts[2] = {{100, PTHREAD_MUTEX_INITIALIZER}, {100, PTHREAD_MUTEX_INITIALIZER}};
static _Atomic int s_first_is_done; /* a barrier would order the two */

static inline void move_money(struct account *from, struct account *to, long amount)
{
    (void)pthread_mutex_lock(&from->lock);
    (void)pthread_mutex_lock(&to->lock);
    from->balance -= amount;
    to->balance += amount;
    (void)pthread_mutex_unlock(&to->lock);
    (void)pthread_mutex_unlock(&from->lock);
}

void *pay_rent(void *unused);
void *pay_back(void *unused);

void *pay_rent(void *unused)
{
    (void)unused;
    move_money(&g_accounts[0], &g_accounts[1], 10);
    s_first_is_done = 1;
    return NULL;
}

void *pay_back(void *unused)
{
    (void)unused;
    while (!s_first_is_done) {
    }
    move_money(&g_accounts[1], &g_accounts[0], 10);
    return NULL;
}

int main(void)
{
    pthread_t threads[2];
    if (pthread_create(&threads[0], NULL, pay_rent, NULL) != 0 ||
        pthread_create(&threads[1], NULL, pay_back, NULL) != 0) {
        return 3;
    }
    (void)pthread_join(threads[0], NULL);
    (void)pthread_join(threads[1], NULL);
    puts("done");
    return 0;
}
