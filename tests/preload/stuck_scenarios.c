/*
 * Processes in which every thread sleeps for good, and their neighbours that somebody may still
 * wake. What is forced here happens by bad luck in real life.
 */
#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

#include "preload/scenario.h"

static pthread_mutex_t s_mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t s_outer = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t s_cond = PTHREAD_COND_INITIALIZER;
static sem_t s_ready, s_posted;
static pthread_barrier_t s_barrier;
static int s_happened;

static void lock(pthread_mutex_t *mutex)
{
    CHECK(pthread_mutex_lock(mutex));
}

static void unlock(pthread_mutex_t *mutex)
{
    CHECK(pthread_mutex_unlock(mutex));
}

static void sem_take(sem_t *sem)
{
    EXPECT(sem_wait(sem) == 0);
}

static pthread_t start(void *(*routine)(void *))
{
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, routine, NULL));
    return thread;
}

static void join(pthread_t thread)
{
    CHECK(pthread_join(thread, NULL));
}

static void *wait_on_cond(void *unused)
{
    lock(&s_mutex);
    EXPECT(sem_post(&s_ready) == 0);
    while (!s_happened) {
        CHECK(pthread_cond_wait(&s_cond, &s_mutex));
    }
    unlock(&s_mutex);
    return unused;
}

static void happen(void)
{
    lock(&s_mutex);
    s_happened = 1;
    CHECK(pthread_cond_broadcast(&s_cond));
    unlock(&s_mutex);
}

static bool is_asleep(const char *tid)
{
    char path[64], line[256] = "";
    (void)snprintf(path, sizeof(path), "/proc/self/task/%.16s/stat", tid);
    FILE *stat = fopen(path, "r");
    if (stat) {
        (void)!fgets(line, sizeof(line), stat);
        (void)fclose(stat);
    }
    const char *state = strrchr(line, ')');
    return !state || state[2] == 'S'; /* or over */
}

/* Until the kernel has put every other thread to sleep: the last one looks for some milliseconds
 * only, and on a busy machine the others may take longer than that. */
static void let_others_sleep(void)
{
    bool awake = true;
    while (awake) {
        DIR *tasks = opendir("/proc/self/task");
        EXPECT(tasks != NULL);
        awake = false;
        for (const struct dirent *task; (task = readdir(tasks)) != NULL;) {
            awake |= task->d_name[0] != '.' && atoi(task->d_name) != gettid() &&
                     !is_asleep(task->d_name);
        }
        (void)closedir(tasks);
        (void)sched_yield();
    }
}

/* As long as three looks take: a process that is not stuck must not be called so meanwhile. */
static void let_looks_pass(void)
{
    EXPECT(poll(NULL, 0, 700) == 0);
}

/* ---- Conditions ---- */

/* The signal comes before anybody waits, and nobody asks whether it came. */
static void *wait_unasked(void *unused)
{
    sem_take(&s_ready);
    lock(&s_mutex);
    CHECK(pthread_cond_wait(&s_cond, &s_mutex));
    unlock(&s_mutex);
    return unused;
}

static void *signal_early(void *unused)
{
    lock(&s_mutex);
    CHECK(pthread_cond_signal(&s_cond));
    unlock(&s_mutex);
    EXPECT(sem_post(&s_ready) == 0);
    return unused;
}

static void lost_signal(void)
{
    pthread_t waiter = start(wait_unasked);
    join(start(signal_early));
    join(waiter);
}

static void *signal_late(void *unused)
{
    sem_take(&s_ready);
    let_looks_pass();
    happen();
    return unused;
}

static void late_signal(void)
{
    pthread_t waiter = start(wait_on_cond);
    pthread_t signaller = start(signal_late);
    join(waiter);
    join(signaller);
}

/* Everybody waits on a condition, and nobody in parts: the last one to come has to notice. */
static void all_on_conditions(void)
{
    enum { THREADS = 5 };
    for (int i = 0; i < THREADS; i++) {
        (void)start(wait_on_cond);
    }
    for (int i = 0; i < THREADS; i++) {
        sem_take(&s_ready);
    }
    let_others_sleep();
    (void)wait_on_cond(NULL);
}

/* The same, and the last one does not go to sleep: it ends. */
static void *wait_for_moment(void *unused)
{
    sem_take(&s_ready);
    sem_take(&s_ready);
    let_others_sleep();
    return unused;
}

static void last_one_ends(void)
{
    CHECK(pthread_detach(start(wait_for_moment)));
    (void)start(wait_on_cond);
    (void)wait_on_cond(NULL);
}

static void alone(void)
{
    (void)wait_on_cond(NULL);
}

/* What was found before does not stand in the way. */
static void after_a_finding(void)
{
    (void)pthread_mutex_unlock(&s_outer);
    alone();
}

static void *c11_wait(void *unused)
{
    static mtx_t s_mtx;
    static cnd_t s_cnd;
    EXPECT(mtx_init(&s_mtx, mtx_plain) == thrd_success && cnd_init(&s_cnd) == thrd_success);
    EXPECT(mtx_lock(&s_mtx) == thrd_success);
    (void)cnd_wait(&s_cnd, &s_mtx);
    return unused;
}

static void c11_conditions(void)
{
    join(start(c11_wait));
}

static void wait_with_deadline(void)
{
    struct timespec deadline;
    EXPECT(clock_gettime(CLOCK_REALTIME, &deadline) == 0);
    deadline.tv_sec++;
    lock(&s_mutex);
    EXPECT(pthread_cond_timedwait(&s_cond, &s_mutex, &deadline) == ETIMEDOUT);
    unlock(&s_mutex);
}

static void *wait_a_second(void *unused)
{
    wait_with_deadline();
    happen();
    return unused;
}

static void deadline_wakes(void)
{
    pthread_t waiter = start(wait_on_cond);
    join(start(wait_a_second));
    join(waiter);
}

/* ---- Other waits ---- */

static void *take_posted(void *unused)
{
    sem_take(&s_posted);
    return unused;
}

static void semaphores(void)
{
    pthread_t thread = start(take_posted);
    sem_take(&s_posted);
    join(thread);
}

static void *meet(void *unused)
{
    (void)pthread_barrier_wait(&s_barrier);
    return unused;
}

static void barrier_lacks_one(void)
{
    CHECK(pthread_barrier_init(&s_barrier, NULL, 3));
    (void)start(meet);
    (void)meet(NULL);
}

static void barrier_is_full(void)
{
    CHECK(pthread_barrier_init(&s_barrier, NULL, 3));
    pthread_t one = start(meet), other = start(meet);
    (void)meet(NULL);
    join(one);
    join(other);
}

/* A lock is kept by one who waits for a signal, and the signaller needs that lock. */
static void *wait_keeping_outer(void *unused)
{
    lock(&s_outer);
    return wait_on_cond(unused);
}

static void *signal_under_outer(void *unused)
{
    sem_take(&s_ready);
    lock(&s_outer);
    happen();
    unlock(&s_outer);
    return unused;
}

static void nested_hangs(void)
{
    pthread_t waiter = start(wait_keeping_outer);
    (void)start(signal_under_outer);
    join(waiter);
}

static void *take_keeping_outer(void *unused)
{
    lock(&s_outer);
    EXPECT(sem_post(&s_ready) == 0);
    sem_take(&s_posted);
    unlock(&s_outer);
    return unused;
}

static void *post_under_outer(void *unused)
{
    sem_take(&s_ready);
    lock(&s_outer);
    EXPECT(sem_post(&s_posted) == 0);
    unlock(&s_outer);
    return unused;
}

static void nested_semaphore_hangs(void)
{
    pthread_t waiter = start(take_keeping_outer);
    (void)start(post_under_outer);
    join(waiter);
}

/* ---- Somebody from outside ---- */

static void post_from_handler(int number)
{
    (void)number;
    (void)sem_post(&s_posted);
}

static void install(int flags)
{
    struct sigaction action = {.sa_handler = post_from_handler, .sa_flags = flags};
    EXPECT(sigemptyset(&action.sa_mask) == 0 && sigaction(SIGUSR1, &action, NULL) == 0);
}

/* Signalled by the kernel, after a while. */
static void arm_timer(int how, void (*function)(union sigval))
{
    timer_t timer;
    struct sigevent event = {.sigev_notify = how, .sigev_signo = SIGUSR1};
    const struct itimerspec once = {.it_value = {.tv_nsec = 700000000}};
    event.sigev_notify_function = function;
    EXPECT(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0);
    EXPECT(timer_settime(timer, 0, &once, NULL) == 0);
}

static void handler_posts(void)
{
    install(SA_RESTART);
    arm_timer(SIGEV_SIGNAL, NULL);
    sem_take(&s_posted);
}

/* A wait that its handler does not want restarted says so. */
static void handler_interrupts(void)
{
    install(0);
    arm_timer(SIGEV_SIGNAL, NULL);
    EXPECT(sem_wait(&s_posted) == -1 && errno == EINTR);
    sem_take(&s_posted);
}

static void timer_happens(union sigval unused)
{
    (void)unused;
    happen();
}

static void timer_thread_signals(void)
{
    arm_timer(SIGEV_THREAD, timer_happens);
    (void)wait_on_cond(NULL);
}

struct shared {
    sem_t sem;
    pthread_mutex_t mutex;
    pthread_cond_t cond;
    int happened;
};

static struct shared *make_shared(void)
{
    struct shared *shared =
        mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pthread_mutexattr_t mutex;
    pthread_condattr_t cond;
    EXPECT(shared != MAP_FAILED && sem_init(&shared->sem, 1, 0) == 0);
    CHECK(pthread_mutexattr_init(&mutex));
    CHECK(pthread_mutexattr_setpshared(&mutex, PTHREAD_PROCESS_SHARED));
    CHECK(pthread_mutex_init(&shared->mutex, &mutex));
    CHECK(pthread_condattr_init(&cond));
    CHECK(pthread_condattr_setpshared(&cond, PTHREAD_PROCESS_SHARED));
    CHECK(pthread_cond_init(&shared->cond, &cond));
    return shared;
}

/* The child needs no thread to wait: its parent will. */
static void other_process_wakes(void)
{
    struct shared *shared = make_shared();
    if (fork() == 0) {
        let_looks_pass();
        (void)sem_post(&shared->sem);
        let_looks_pass();
        (void)pthread_mutex_lock(&shared->mutex);
        shared->happened = 1;
        (void)pthread_cond_broadcast(&shared->cond);
        (void)pthread_mutex_unlock(&shared->mutex);
        _exit(0);
    }
    sem_take(&shared->sem);
    lock(&shared->mutex);
    while (!shared->happened) {
        CHECK(pthread_cond_wait(&shared->cond, &shared->mutex));
    }
    unlock(&shared->mutex);
}

/* One thread works, and will come to it. */
static void *compute_then_signal(void *unused)
{
    struct timespec begin, now;
    sem_take(&s_ready);
    EXPECT(clock_gettime(CLOCK_MONOTONIC, &begin) == 0);
    do {
        (void)sched_yield();
        EXPECT(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
    } while (now.tv_sec - begin.tv_sec < 1);
    happen();
    return unused;
}

static void somebody_works(void)
{
    pthread_t worker = start(compute_then_signal);
    join(start(wait_on_cond));
    join(worker);
}

/* Two threads hand a turn to and fro: most of the time one sleeps, and now and then both seem to.
 */
enum { TURNS = 20000 };
static int s_turn;

static void play(int mine)
{
    lock(&s_mutex);
    while (s_turn < TURNS) {
        while (s_turn % 2 != mine && s_turn < TURNS) {
            CHECK(pthread_cond_wait(&s_cond, &s_mutex));
        }
        s_turn++;
        CHECK(pthread_cond_signal(&s_cond));
    }
    unlock(&s_mutex);
}

static void *play_second(void *unused)
{
    play(1);
    return unused;
}

static void ping_pong(void)
{
    pthread_t other = start(play_second);
    play(0);
    join(other);
}

static sem_t s_ping, s_pong;

static void *play_semaphores(void *unused)
{
    for (int i = 0; i < TURNS; i++) {
        sem_take(&s_ping);
        EXPECT(sem_post(&s_pong) == 0);
    }
    return unused;
}

static void semaphore_ping_pong(void)
{
    EXPECT(sem_init(&s_ping, 0, 0) == 0 && sem_init(&s_pong, 0, 0) == 0);
    pthread_t other = start(play_semaphores);
    for (int i = 0; i < TURNS; i++) {
        EXPECT(sem_post(&s_ping) == 0);
        sem_take(&s_pong);
    }
    join(other);
}

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {
        {"lost_signal", lost_signal},
        {"late_signal", late_signal},
        {"all_on_conditions", all_on_conditions},
        {"last_one_ends", last_one_ends},
        {"alone", alone},
        {"after_a_finding", after_a_finding},
        {"c11_conditions", c11_conditions},
        {"deadline_wakes", deadline_wakes},
        {"semaphores", semaphores},
        {"barrier_lacks_one", barrier_lacks_one},
        {"barrier_is_full", barrier_is_full},
        {"nested_hangs", nested_hangs},
        {"nested_semaphore_hangs", nested_semaphore_hangs},
        {"handler_posts", handler_posts},
        {"handler_interrupts", handler_interrupts},
        {"timer_thread_signals", timer_thread_signals},
        {"other_process_wakes", other_process_wakes},
        {"somebody_works", somebody_works},
        {"ping_pong", ping_pong},
        {"semaphore_ping_pong", semaphore_ping_pong},
        {NULL, NULL},
    };
    EXPECT(sem_init(&s_ready, 0, 0) == 0 && sem_init(&s_posted, 0, 0) == 0);
    return scenario_main(argc, argv, scenarios);
}
