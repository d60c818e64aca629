/* Two threads that meet in the middle and wait for each other for ever. */
#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t first_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t second_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t both_hold_one;

static void *forward(void *unused)
{
    pthread_mutex_lock(&first_lock);
    pthread_barrier_wait(&both_hold_one);
    pthread_mutex_lock(&second_lock);
    return unused;
}

static void *backward(void *unused)
{
    pthread_mutex_lock(&second_lock);
    pthread_barrier_wait(&both_hold_one);
    pthread_mutex_lock(&first_lock);
    return unused;
}

int main(void)
{
    pthread_t one, other;
    pthread_barrier_init(&both_hold_one, NULL, 2);
    pthread_create(&one, NULL, forward, NULL);
    pthread_create(&other, NULL, backward, NULL);
    pthread_join(one, NULL);
    pthread_join(other, NULL);
    return 0;
}
