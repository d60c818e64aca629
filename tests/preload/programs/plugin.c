#include <pthread.h>

void plugin_run(pthread_mutex_t *first, pthread_mutex_t *second);

__attribute__((visibility("default"))) void plugin_run(pthread_mutex_t *first,
                                                       pthread_mutex_t *second)
{
    (void)pthread_mutex_lock(first);
    (void)pthread_mutex_lock(second);
    (void)pthread_mutex_unlock(second);
    (void)pthread_mutex_unlock(first);
}
