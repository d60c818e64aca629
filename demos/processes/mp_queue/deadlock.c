/*
 * processes/mp_queue/deadlock.c - a private lock in shared memory.
 * Cure: fixed.c
 *
 * BUG     Mutex and condition lie in shared memory and were initialised as
 *         private ones. A private futex is known by its address in one process:
 *         the signal looks for sleepers in the sender's own process, and there
 *         are none.
 * WHEN    A wait that really sleeps. As long as nobody has to wait it works: by
 *         luck.
 * FIX     PTHREAD_PROCESS_SHARED, for both.
 * PYTHON  S2, Queues between processes: a queue.Queue handed to a Process,
 *         where a multiprocessing.Queue is needed
 *
 * expect plain      hangs
 * expect tsan-gcc   hangs
 * expect tsan-clang hangs
 * expect helgrind   hangs
 * expect drd        hangs
 * expect lockcheck  reports global-deadlock in get
 */
#include "../../common/asleep.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>

struct queue {
    pthread_mutex_t lock;
    pthread_cond_t filled;
    int items;
};

static struct queue *make_queue(void)
{
    struct queue *queue = mmap(NULL, sizeof(*queue), PROT_READ | PROT_WRITE,
                               MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    demo_must(queue == MAP_FAILED ? errno : 0, "mmap", __FILE__, __LINE__);
    pthread_mutexattr_t mutex;
    pthread_condattr_t cond;
    MUST(pthread_mutexattr_init(&mutex));
    MUST(pthread_condattr_init(&cond));
    MUST(pthread_mutex_init(&queue->lock, &mutex));
    MUST(pthread_cond_init(&queue->filled, &cond));
    return queue;
}

static void get(struct queue *queue, int to_fd)
{
    MUST(pthread_mutex_lock(&queue->lock));
    MUST_SYS(write(to_fd, "!", 1)); /* now I am going to wait */
    while (queue->items == 0) {
        MUST(pthread_cond_wait(&queue->filled, &queue->lock));
    }
    queue->items--;
    MUST(pthread_mutex_unlock(&queue->lock));
    puts("the item has arrived");
}

static void put(struct queue *queue)
{
    MUST(pthread_mutex_lock(&queue->lock));
    queue->items++;
    MUST(pthread_cond_signal(&queue->filled));
    MUST(pthread_mutex_unlock(&queue->lock));
}

int main(void)
{
    int ends[2];
    char byte;
    struct queue *queue = make_queue();
    demo_may_hang();
    MUST_SYS(pipe(ends));
    pid_t child = (pid_t)MUST_SYS(fork());
    if (child == 0) {
        demo_may_hang();
        get(queue, ends[1]);
        exit(0);
    }
    MUST_SYS(read(ends[0], &byte, 1));
    wait_until_asleep(child); /* else it is luck that makes the difference */
    put(queue);
    int status;
    MUST_SYS(waitpid(child, &status, 0));
    /* If it hung: end as it did. */
    return WIFSIGNALED(status) ? raise(WTERMSIG(status)) : WEXITSTATUS(status);
}
