/* A race on the heap and one on a static variable: DRD says where, in two forms. */
#include <pthread.h>
#include <stdlib.h>

static int on_static;
static int *on_heap;

static void touch_heap(void)
{
    ++*on_heap;
}

static void touch_static(void)
{
    ++on_static;
}

static void *work(void *unused)
{
    touch_heap();
    touch_static();
    return unused;
}

int main(void)
{
    pthread_t threads[2];
    on_heap = calloc(1, sizeof(*on_heap));
    for (int i = 0; i < 2; i++) {
        pthread_create(&threads[i], NULL, work, NULL);
    }
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
    }
    free(on_heap);
    return 0;
}
