/* Processes that wait at pipes: for each other, for themselves, and for somebody who will come. */
#include <signal.h>
#include <sys/wait.h>

#include "preload/scenario.h"

enum { READ, WRITE, MORE_THAN_A_PIPE = 1 << 20 };

static char s_bytes[MORE_THAN_A_PIPE];

static void make(int ends[2])
{
    EXPECT(pipe(ends) == 0);
}

static pid_t start(void)
{
    (void)fflush(NULL);
    pid_t child = fork();
    EXPECT(child >= 0);
    if (child == 0) {
        (void)alarm(60);
    }
    return child;
}

static void read_one(int fd)
{
    EXPECT(read(fd, s_bytes, 1) == 1);
}

static void read_to_the_end(int fd)
{
    while (read(fd, s_bytes, sizeof(s_bytes)) > 0) {
    }
}

static void await(pid_t child)
{
    int status;
    EXPECT(waitpid(child, &status, 0) == child && status == 0);
}

static void nap(void)
{
    enum { NAP_US = 800 * 1000 };
    EXPECT(usleep(NAP_US) == 0);
}

/* ---- For good ---- */

static void full_to_itself(void)
{
    int ends[2];
    make(ends);
    (void)!write(ends[WRITE], s_bytes, sizeof(s_bytes));
}

static void awaited_before_it_is_read(void)
{
    int ends[2];
    make(ends);
    pid_t child = start();
    if (child == 0) {
        _exit(write(ends[WRITE], s_bytes, sizeof(s_bytes)) < 0);
    }
    CHECK(close(ends[WRITE]));
    await(child);
}

static void has_the_write_end_itself(void)
{
    int ends[2];
    make(ends);
    read_to_the_end(ends[READ]);
}

/* Question and answer, and each waits for the other to begin. */
static void each_reads_first(void)
{
    int there[2], back[2];
    make(there);
    make(back);
    if (start() == 0) {
        read_one(there[READ]);
        _exit(0);
    }
    read_one(back[READ]);
}

static pthread_mutex_t s_mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t s_never = PTHREAD_COND_INITIALIZER;

static void *rest(void *unused)
{
    CHECK(pthread_mutex_lock(&s_mutex));
    CHECK(pthread_cond_wait(&s_never, &s_mutex));
    return unused;
}

static void with_a_thread(void)
{
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, rest, NULL));
    has_the_write_end_itself();
}

/* ---- For now ---- */

static void slow_writer(void)
{
    int ends[2];
    make(ends);
    pid_t child = start();
    if (child == 0) {
        nap();
        _exit(write(ends[WRITE], s_bytes, 1) != 1);
    }
    read_one(ends[READ]);
    await(child);
}

/* The writer is in the middle of something for a while; the one between waits for both. */
static void slow_grandchild(void)
{
    int ends[2];
    make(ends);
    pid_t child = start();
    if (child == 0) {
        pid_t grandchild = start();
        if (grandchild == 0) {
            nap();
            _exit(write(ends[WRITE], s_bytes, 1) != 1);
        }
        await(grandchild);
        _exit(0);
    }
    read_one(ends[READ]);
    await(child);
}

static int s_own[2];

static void write_to_own(int signal)
{
    (void)signal;
    (void)!write(s_own[WRITE], s_bytes, 1);
}

static void a_handler_writes(void)
{
    struct sigaction action = {.sa_handler = write_to_own, .sa_flags = SA_RESTART};
    make(s_own);
    EXPECT(sigaction(SIGALRM, &action, NULL) == 0);
    (void)alarm(1);
    read_one(s_own[READ]);
}

static void *write_later(void *unused)
{
    nap();
    (void)!write(s_own[WRITE], s_bytes, 1);
    return unused;
}

static void a_thread_writes(void)
{
    pthread_t thread;
    make(s_own);
    CHECK(pthread_create(&thread, NULL, write_later, NULL));
    read_one(s_own[READ]);
    CHECK(pthread_join(thread, NULL));
}

static void input_from_outside(void)
{
    read_to_the_end(STDIN_FILENO);
}

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {
        {"full_to_itself", full_to_itself},
        {"awaited_before_it_is_read", awaited_before_it_is_read},
        {"has_the_write_end_itself", has_the_write_end_itself},
        {"each_reads_first", each_reads_first},
        {"with_a_thread", with_a_thread},
        {"slow_writer", slow_writer},
        {"slow_grandchild", slow_grandchild},
        {"a_handler_writes", a_handler_writes},
        {"a_thread_writes", a_thread_writes},
        {"input_from_outside", input_from_outside},
        {NULL, NULL},
    };
    return scenario_main(argc, argv, scenarios);
}
