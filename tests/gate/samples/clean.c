/* The silent neighbour of race_and_order.c: every access under one lock. */
#include <pthread.h>

static int counter;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *bump(void *unused)
{
    pthread_mutex_lock(&lock);
    counter++;
    pthread_mutex_unlock(&lock);
    return unused;
}

int main(void)
{
    pthread_t first, second;
    pthread_create(&first, NULL, bump, NULL);
    pthread_create(&second, NULL, bump, NULL);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    return counter == 2 ? 0 : 1;
}
