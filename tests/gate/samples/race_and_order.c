/* A race on a global, a race on the heap, and two locks in opposite orders. */
#include <pthread.h>
#include <stdlib.h>

static int counter;
static int *totals;
static pthread_mutex_t accounts_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t journal_lock = PTHREAD_MUTEX_INITIALIZER;

static void bump(void)
{
    counter++;
}

static void *transfer(void *unused)
{
    bump();
    totals[1]++;
    pthread_mutex_lock(&accounts_lock);
    pthread_mutex_lock(&journal_lock);
    pthread_mutex_unlock(&journal_lock);
    pthread_mutex_unlock(&accounts_lock);
    return unused;
}

static void *compact(void *unused)
{
    bump();
    totals[1]++;
    pthread_mutex_lock(&journal_lock);
    pthread_mutex_lock(&accounts_lock);
    pthread_mutex_unlock(&accounts_lock);
    pthread_mutex_unlock(&journal_lock);
    return unused;
}

int main(void)
{
    pthread_t first, second;
    totals = calloc(4, sizeof(*totals));
    pthread_create(&first, NULL, transfer, NULL);
    pthread_create(&second, NULL, compact, NULL);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    free(totals);
    return 0;
}
