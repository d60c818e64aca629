/* An inversion, and then every way for a process to end or to become another. */
#include "preload/nest.h"

#include <errno.h>
#include <limits.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>

extern char **environ;

static pthread_mutex_t s_a = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t s_b = PTHREAD_MUTEX_INITIALIZER;

static void ab(void)
{
    nest(&s_a, &s_b);
}

static void ba(void)
{
    nest(&s_b, &s_a);
}

static void abba(void)
{
    IN_TURN(ab, ba);
}

/* The text must reach the reader however the process ends: that is part of what is tested. */
static void say_done(void)
{
    puts("done");
    (void)fflush(stdout);
}

static void wait_for(pid_t child, int expected_status)
{
    int status;
    EXPECT(waitpid(child, &status, 0) == child);
    EXPECT(status == expected_status);
}

static void returns(void)
{
    abba();
}

static void calls_exit(void)
{
    abba();
    puts("done"); /* not flushed: exit does it */
    exit(0);
}

static void calls_underscore_exit(void)
{
    abba();
    say_done();
    _exit(0);
}

static void calls_quick_exit(void)
{
    abba();
    say_done();
    quick_exit(0);
}

static void exits_with_7(void)
{
    abba();
    say_done();
    exit(7);
}

static void clean_exit_7(void)
{
    say_done();
    exit(7);
}

static void aborts(void)
{
    abba();
    say_done();
    abort();
}

static void crashes(void)
{
    abba();
    say_done();
    (void)raise(SIGSEGV);
}

static void is_killed(void)
{
    abba();
    say_done();
    (void)raise(SIGKILL);
}

static void execs(void)
{
    abba();
    say_done();
    (void)execl("/bin/true", "true", (char *)NULL);
    exit(3);
}

static void exec_fails(void)
{
    abba();
    EXPECT(execl("/no/such/program", "x", (char *)NULL) == -1 && errno == ENOENT);
    abba();
}

static void child_has_it(void)
{
    pid_t child = fork();
    if (child == 0) {
        abba();
        _exit(0);
    }
    wait_for(child, 0);
}

/* The parent's order and the child's are of different processes, with locks of their own. */
static void half_in_child(void)
{
    in_thread(ab);
    pid_t child = fork();
    if (child == 0) {
        in_thread(ba);
        _exit(0);
    }
    wait_for(child, 0);
}

static void *fork_in_thread(void *unused)
{
    (void)unused;
    CHECK(pthread_mutex_lock(&s_a));
    pid_t child = fork();
    if (child == 0) {
        CHECK(pthread_mutex_unlock(&s_a)); /* the forking thread's own: it still has it */
        ab();
        _exit(0);
    }
    CHECK(pthread_mutex_unlock(&s_a));
    wait_for(child, 0);
    return NULL;
}

static void forks_holding_its_own(void)
{
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, fork_in_thread, NULL));
    CHECK(pthread_join(thread, NULL));
}

static void vforks(void)
{
    in_thread(ab);
    pid_t child = vfork();
    if (child == 0) {
        (void)execl("/bin/true", "true", (char *)NULL);
        _exit(3);
    }
    wait_for(child, 0);
    in_thread(ba);
}

static void spawns(void)
{
    pid_t child;
    static char name[] = "true";
    char *const arguments[] = {name, NULL};
    CHECK(posix_spawn(&child, "/bin/true", NULL, NULL, arguments, environ));
    wait_for(child, 0);
}

/* SIGCHLD and the children belong to the program: it must not see ours. */
static volatile sig_atomic_t s_children;

static void count_child(int number)
{
    (void)number;
    s_children++;
}

static void counts_children(void)
{
    EXPECT(signal(SIGCHLD, count_child) != SIG_ERR);
    abba();
    EXPECT(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD);
    EXPECT(s_children == 0);
}

static void closes_everything(void)
{
    for (int fd = 3; fd < 1024; fd++) {
        (void)close(fd);
    }
    abba();
}

/* Our descriptors are nobody's: a program that opens files gets the lowest numbers, as ever. */
static void lowest_descriptor(void)
{
    int before = open("/dev/null", O_RDONLY | O_CLOEXEC);
    abba();
    int after = open("/dev/null", O_RDONLY | O_CLOEXEC);
    EXPECT(before >= 0 && after == before + 1);
}

static void limit(int resource, rlim_t value)
{
    struct rlimit limits = {value, value};
    CHECK(setrlimit(resource, &limits));
}

static void without_descriptors(void)
{
    limit(RLIMIT_NOFILE, 3);
    abba();
}

static void without_file_size(void)
{
    limit(RLIMIT_FSIZE, 0);
    abba();
}

/* A filter under which any of these calls is the process's death. */
static void give_up_calls(void)
{
    static const unsigned given_up[] = {SYS_openat,    SYS_memfd_create, SYS_execve,
                                        SYS_ftruncate, SYS_fork,         SYS_readlinkat};
    enum { COUNT = sizeof(given_up) / sizeof(given_up[0]) };
    struct sock_filter filter[2 * COUNT + 2];
    unsigned n = 0;
    filter[n++] =
        (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    for (unsigned i = 0; i < COUNT; i++) {
        filter[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, given_up[i], 0, 1);
        filter[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
    }
    filter[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    struct sock_fprog program = {(unsigned short)n, filter};
    EXPECT(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
    EXPECT(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0);
}

static void sandboxed(void)
{
    give_up_calls();
    abba();
}

static void sandboxed_clean(void)
{
    give_up_calls();
    IN_TURN(ab, ab);
}

enum { SMALL_STACK_BYTES = 16384 };

static void *ab_thread(void *unused)
{
    (void)unused;
    ab();
    return NULL;
}

static void small_stacks(void)
{
    pthread_attr_t attributes;
    pthread_t thread;
    CHECK(pthread_attr_init(&attributes));
    CHECK(pthread_attr_setstacksize(&attributes, SMALL_STACK_BYTES));
    for (int i = 0; i < 20; i++) {
        CHECK(pthread_create(&thread, &attributes, ab_thread, NULL));
        CHECK(pthread_join(thread, NULL));
    }
    CHECK(pthread_attr_destroy(&attributes));
}

/* errno is the program's: no call of ours may leave a mark on it. */
static void errno_kept(void)
{
    errno = 4711;
    abba();
    EXPECT(errno == 4711);
    free(malloc(100));
    EXPECT(errno == 4711);
}

/* Every key that the C library has is the program's; and ends of threads are seen without one. */
static void uses_all_keys(void)
{
    pthread_key_t keys[PTHREAD_KEYS_MAX + 1];
    for (int i = 0; i < PTHREAD_KEYS_MAX; i++) {
        CHECK(pthread_key_create(&keys[i], NULL));
    }
    EXPECT(pthread_key_create(&keys[PTHREAD_KEYS_MAX], NULL) == EAGAIN);
    IN_TURN(ab, ab);
}

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {
        {"returns", returns},
        {"calls_exit", calls_exit},
        {"calls_underscore_exit", calls_underscore_exit},
        {"calls_quick_exit", calls_quick_exit},
        {"exits_with_7", exits_with_7},
        {"clean_exit_7", clean_exit_7},
        {"aborts", aborts},
        {"crashes", crashes},
        {"is_killed", is_killed},
        {"execs", execs},
        {"exec_fails", exec_fails},
        {"child_has_it", child_has_it},
        {"half_in_child", half_in_child},
        {"forks_holding_its_own", forks_holding_its_own},
        {"vforks", vforks},
        {"spawns", spawns},
        {"counts_children", counts_children},
        {"closes_everything", closes_everything},
        {"lowest_descriptor", lowest_descriptor},
        {"without_descriptors", without_descriptors},
        {"without_file_size", without_file_size},
        {"sandboxed", sandboxed},
        {"sandboxed_clean", sandboxed_clean},
        {"small_stacks", small_stacks},
        {"errno_kept", errno_kept},
        {"uses_all_keys", uses_all_keys},
        {NULL, NULL},
    };
    return scenario_main(argc, argv, scenarios);
}
