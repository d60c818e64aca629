/* A race, and then the process dies without a word. */
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

static int counter;

static void *bump(void *unused)
{
    counter++;
    return unused;
}

int main(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, bump, NULL);
    counter++;
    pthread_join(thread, NULL);
    kill(getpid(), SIGKILL);
    return 0;
}
