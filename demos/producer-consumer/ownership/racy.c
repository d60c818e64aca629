/*
 * producer-consumer/ownership/racy.c - given away, and still used.
 *
 * BUG     The queue is locked, its content is not: the producer fills the one
 *         message again while the consumer reads it.
 * WHEN    Always here: the consumer takes two, and both are the same one. With
 *         one at a time, nearly always: it is cleared before it is read.
 * FIX     What is put into a queue belongs to who takes it out: a new message
 *         each time.
 * PYTHON  S0 S2, Sharing data across threads, passing objects:
 *         queue.put(the_list) and then the_list.clear()
 *
 * expect plain      wrong
 * expect tsan-gcc   reports data-race in consume and produce
 * expect tsan-clang reports data-race in consume and produce
 * expect helgrind   reports data-race in consume and produce
 * expect drd        reports data-race in consume or produce
 * expect lockcheck  misses data-race
 */
#include "../../common/demo.h"

enum { ITEMS = 100 };

struct message {
    int number;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static struct message *mailbox;

static void put(struct message *message)
{
    MUST(pthread_mutex_lock(&lock));
    while (mailbox != NULL) {
        MUST(pthread_cond_wait(&changed, &lock));
    }
    mailbox = message;
    MUST(pthread_cond_signal(&changed));
    MUST(pthread_mutex_unlock(&lock));
}

static struct message *take(void)
{
    MUST(pthread_mutex_lock(&lock));
    while (mailbox == NULL) {
        MUST(pthread_cond_wait(&changed, &lock));
    }
    struct message *message = mailbox;
    mailbox = NULL;
    MUST(pthread_cond_signal(&changed));
    MUST(pthread_mutex_unlock(&lock));
    return message;
}

static void *produce(void *unused)
{
    for (int i = 1; i <= ITEMS; i++) {
        static struct message only;
        struct message *message = &only;
        message->number = i;
        put(message);
        message->number = 0;
    }
    return unused;
}

static int consume(void)
{
    int wrong = 0;
    for (int i = 1; i <= ITEMS; i += 2) {
        struct message *first = take();
        struct message *second = take();
        wrong += (first->number != i) + (second->number != i + 1);
    }
    return wrong;
}

int main(void)
{
    pthread_t producer;
    MUST(pthread_create(&producer, NULL, produce, NULL));
    int wrong = consume();
    MUST(pthread_join(producer, NULL));
    printf("%d of %d numbers were wrong\n", wrong, ITEMS);
    return wrong == 0 ? 0 : 1;
}
