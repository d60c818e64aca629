/*
 * Child processes that are started, and waited for: what a process did before is before the child,
 * and what the child did is before what a process does after it has waited. fork has handlers.
 */
#include <pthread.h>
#include <spawn.h>

#include "preload/real.h"
#include "preload/wrap.h"
#include "runtime/blocking.h"
#include "runtime/child_wait.h"
#include "runtime/event.h"
#include "runtime/state.h"

static bool has_ended(int status)
{
    return WIFEXITED(status) || WIFSIGNALED(status);
}

/* After a call that was made at `since_ns`, 0 when nothing was held then. */
static void after(struct lc_thread *self, uint64_t since_ns, pid_t ended, void *site, void *depth)
{
    if (self && ended > 0) {
        lc_event_waited(self, (uint32_t)ended);
    }
    if (since_ns) {
        lc_blocking_over(self, since_ns, &lc_blocking_call, site, depth);
    }
}

/* The child that a wait is for, 0: any; or NO_ONE. */
enum { NO_ONE = -1 };

static pid_t whom_to_tell(pid_t wanted, int options)
{
    bool lasts = (options & ~(WEXITED | WNOWAIT)) == 0; /* till an end, and however long */
    return lasts && wanted >= -1 && wanted != 0 ? (wanted > 0 ? wanted : 0) : NO_ONE;
}

static bool begin(struct lc_thread *self, pid_t child, void *site, void *depth)
{
    return self && child != NO_ONE && lc_child_wait_begin(self, (uint32_t)child, site, depth);
}

static void unpublish(void *self)
{
    lc_child_wait_end(self);
}

/* The call itself, published, in a function of its own: what cancellation jumps to finds nothing
 * changed. */
#define PUBLISHED(name, arguments, ...)                                      \
    static LC_COLD int published_##name(struct lc_thread *self, __VA_ARGS__) \
    {                                                                        \
        int result;                                                          \
        pthread_cleanup_push(unpublish, self);                               \
        result = LC_REAL(name) arguments;                                    \
        pthread_cleanup_pop(1);                                              \
        return result;                                                       \
    }
PUBLISHED(wait, (status), int *status)
PUBLISHED(waitpid, (wanted, status, options), pid_t wanted, int *status, int options)
PUBLISHED(wait3, (status, options, usage), int *status, int options, struct rusage *usage)
PUBLISHED(wait4, (wanted, status, options, usage), pid_t wanted, int *status, int options,
          struct rusage *usage)
PUBLISHED(waitid, (type, id, info, options), idtype_t type, id_t id, siginfo_t *info, int options)

#define CALL(name, child, ...)                                                       \
    (begin(self, child, LC_SITE(), LC_DEPTH()) ? published_##name(self, __VA_ARGS__) \
                                               : LC_REAL(name)(__VA_ARGS__))

/* `status` is where the caller wants it, or NULL; `child` as whom_to_tell() has it. */
#define WAIT(status, child, name, ...)                                                   \
    struct lc_thread *self = lc_thread_self();                                           \
    uint64_t since_ns = lc_blocking_matters(self) ? lc_runtime_now_ns() : 0;             \
    int own_status = 0;                                                                  \
    int *seen = (status) ? (status) : &own_status;                                       \
    pid_t pid = CALL(name, child, __VA_ARGS__);                                          \
    after(self, since_ns, pid > 0 && has_ended(*seen) ? pid : 0, LC_SITE(), LC_DEPTH()); \
    return pid

LC_EXPORT pid_t wait(int *status)
{
    WAIT(status, whom_to_tell(-1, 0), wait, seen);
}

LC_EXPORT pid_t waitpid(pid_t wanted, int *status, int options)
{
    WAIT(status, whom_to_tell(wanted, options), waitpid, wanted, seen, options);
}

LC_EXPORT pid_t wait3(int *status, int options, struct rusage *usage)
{
    WAIT(status, whom_to_tell(-1, options), wait3, seen, options, usage);
}

LC_EXPORT pid_t wait4(pid_t wanted, int *status, int options, struct rusage *usage)
{
    WAIT(status, whom_to_tell(wanted, options), wait4, wanted, seen, options, usage);
}

LC_EXPORT int waitid(idtype_t type, id_t id, siginfo_t *info, int options)
{
    struct lc_thread *self = lc_thread_self();
    uint64_t since_ns = lc_blocking_matters(self) ? lc_runtime_now_ns() : 0;
    siginfo_t own_info = {0};
    siginfo_t *seen = info ? info : &own_info;
    pid_t wanted = type == P_PID ? (pid_t)id : type == P_ALL ? -1 : 0;
    int result = CALL(waitid, whom_to_tell(wanted, options), type, id, seen, options);
    bool ended = result == 0 && (seen->si_code == CLD_EXITED || seen->si_code == CLD_KILLED ||
                                 seen->si_code == CLD_DUMPED);
    after(self, since_ns, ended ? seen->si_pid : 0, LC_SITE(), LC_DEPTH());
    return result;
}

/* The child is after what we did before the call, whenever it comes to begin. */
#define SPAWN(name, ret_pid, ...)                       \
    struct lc_thread *self = lc_thread_self();          \
    uint64_t at_ns = lc_runtime_now_ns();               \
    pid_t own_pid = 0;                                  \
    pid_t *seen = (ret_pid) ? (ret_pid) : &own_pid;     \
    int result = LC_REAL(name)(seen, __VA_ARGS__);      \
    if (self && result == 0) {                          \
        lc_event_spawned(self, (uint32_t)*seen, at_ns); \
    }                                                   \
    return result

LC_EXPORT int posix_spawn(pid_t *ret_pid, const char *path,
                          const posix_spawn_file_actions_t *actions,
                          const posix_spawnattr_t *attributes, char *const arguments[],
                          char *const environment[])
{
    SPAWN(posix_spawn, ret_pid, path, actions, attributes, arguments, environment);
}

LC_EXPORT int posix_spawnp(pid_t *ret_pid, const char *file,
                           const posix_spawn_file_actions_t *actions,
                           const posix_spawnattr_t *attributes, char *const arguments[],
                           char *const environment[])
{
    SPAWN(posix_spawnp, ret_pid, file, actions, attributes, arguments, environment);
}
