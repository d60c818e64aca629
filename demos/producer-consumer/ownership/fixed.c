/*
 * producer-consumer/ownership/fixed.c - a message of its own for each.
 *
 * FIX     The producer makes a message and never touches it again; the
 *         consumer frees it.
 * PYTHON  S0 S2, Sharing data across threads, passing objects:
 *         queue.put(list(the_list))
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
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
        struct message *message = malloc(sizeof(*message));
        MUST(message == NULL ? ENOMEM : 0);
        message->number = i;
        put(message);
        message = NULL;
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
        free(first);
        free(second);
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
