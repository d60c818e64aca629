/*
 * producer-consumer/queue_deadlock/deadlock.c - both queues are full.
 *
 * BUG     Each stage sends all it has before it reads. Both queues fill up,
 *         and both stages wait for the other one to read. No lock is held.
 * WHEN    More messages than slots, in both directions.
 * FIX     Read between the sends (fixed.c), or room for all (fixed_room.c).
 * PYTHON  S2, Queue: bounded, both sides full: two queue.Queue(maxsize=1),
 *         put() before get()
 *
 * expect plain      hangs
 * expect tsan-gcc   hangs
 * expect tsan-clang hangs
 * expect helgrind   hangs
 * expect drd        hangs
 * expect lockcheck  reports global-deadlock in change
 */
#include "../../common/demo.h"

enum { SLOTS = 1, MESSAGES = 2 };

struct queue {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int count;
};

static struct queue to_b = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER,
                            0};
static struct queue to_a = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER,
                            0};

static void change(struct queue *queue, int full, int step)
{
    MUST(pthread_mutex_lock(&queue->lock));
    while (queue->count == full) {
        MUST(pthread_cond_wait(&queue->changed, &queue->lock));
    }
    queue->count += step;
    MUST(pthread_cond_signal(&queue->changed));
    MUST(pthread_mutex_unlock(&queue->lock));
}

static void put(struct queue *queue)
{
    change(queue, SLOTS, 1);
}

static void take(struct queue *queue)
{
    change(queue, 0, -1);
}

static void talk(struct queue *out, struct queue *in)
{
    for (int i = 0; i < MESSAGES; i++) {
        put(out);
    }
    for (int i = 0; i < MESSAGES; i++) {
        take(in);
    }
}

static void *stage_a(void *unused)
{
    talk(&to_b, &to_a);
    return unused;
}

static void *stage_b(void *unused)
{
    talk(&to_a, &to_b);
    return unused;
}

int main(void)
{
    pthread_t a;
    pthread_t b;
    demo_may_hang();
    MUST(pthread_create(&a, NULL, stage_a, NULL));
    MUST(pthread_create(&b, NULL, stage_b, NULL));
    MUST(pthread_join(a, NULL));
    MUST(pthread_join(b, NULL));
    puts("all messages went through");
    return 0;
}
