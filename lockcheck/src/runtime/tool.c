#include "runtime/tool.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/compiler.h"
#include "base/env.h"
#include "base/fmt.h"
#include "base/sys.h"
#include "runtime/state.h"
#include "runtime/stderr.h"

enum { TOOL_PATH_BYTES = 4096, TOOL_NO_EXEC = 127 };

static char s_tool[TOOL_PATH_BYTES]; /* empty: there is none */

static bool drop_last_component(char *path)
{
    char *slash = strrchr(path, '/');
    if (!slash || slash == path) {
        return false;
    }
    *slash = '\0';
    return true;
}

/*
 * PREFIX/lib.../lockcheck/liblockcheck.so -> PREFIX/bin/lockcheck: the private directory lies one
 * or two levels under the library directory (lib, lib64, lib/x86_64-linux-gnu).
 */
void lc_tool_find(void)
{
    Dl_info info;
    char path[TOOL_PATH_BYTES];
    if (!dladdr((void *)lc_tool_find, &info) || !info.dli_fname ||
        strlen(info.dli_fname) >= sizeof(path)) {
        return;
    }
    memcpy(path, info.dli_fname, strlen(info.dli_fname) + 1);
    if (!drop_last_component(path)) {
        return;
    }
    for (int level = 0; level < 3 && drop_last_component(path); level++) {
        struct lc_fmt fmt;
        lc_fmt_init(&fmt, s_tool, sizeof(s_tool));
        lc_fmt_str(&fmt, path);
        lc_fmt_str(&fmt, "/bin/lockcheck");
        if (!fmt.cut && LC_SYS3(SYS_faccessat, AT_FDCWD, s_tool, X_OK) == 0) {
            return;
        }
    }
    s_tool[0] = '\0';
}

/* The child's copy of the environment without the preload: the tool is not to be watched. */
static char **environment_for_tool(void)
{
    static char *s_environment[4096];
    unsigned used = 0;
    for (char **entry = environ; entry && *entry && used + 1 < LC_COUNT_OF(s_environment);
         entry++) {
        if (strncmp(*entry, LC_ENV_PRELOAD "=", sizeof(LC_ENV_PRELOAD)) != 0) {
            s_environment[used++] = *entry;
        }
    }
    s_environment[used] = NULL;
    return s_environment;
}

/* The program's handlers must not run in the child: signals stay blocked until exec has reset them.
 */
static uint64_t block_signals(uint64_t mask)
{
    uint64_t old = 0;
    (void)LC_SYS4(SYS_rt_sigprocmask, SIG_SETMASK, &mask, &old, sizeof(mask));
    return old;
}

static _Noreturn void end(int status)
{
    (void)LC_SYS1(SYS_exit_group, status);
    __builtin_unreachable();
}

static int wait_for(long child)
{
    int status = -1;
    while (child > 0 && LC_SYS4(SYS_wait4, child, &status, __WALL, NULL) == -EINTR) {
    }
    return child > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : TOOL_NO_EXEC;
}

/*
 * In the child. exec would give its process SIGCHLD for an exit signal, whatever it was made with;
 * so the tool is a child of this child, which just waits and hands the status on.
 */
static _Noreturn void run_tool_in_child(lc_tool_arguments_fn *arguments, void *context)
{
    if (lc_stderr_fd() < 0) {
        long nowhere = LC_SYS3(SYS_openat, AT_FDCWD, "/dev/null", O_WRONLY);
        (void)LC_SYS3(SYS_dup3, nowhere, STDERR_FILENO, 0); /* unless it is that already */
    }
    const char *const *list = arguments(context);
    long tool = LC_SYS5(SYS_clone, SIGCHLD, 0, 0, 0, 0);
    if (tool == 0) {
        (void)block_signals(0);
        (void)LC_SYS3(SYS_execve, s_tool, list, environment_for_tool());
        end(TOOL_NO_EXEC);
    }
    end(wait_for(tool));
}

int lc_tool_run_locked(lc_tool_arguments_fn *arguments, void *context)
{
    if (!s_tool[0] || g_lc.sealed) {
        return -1;
    }
    uint64_t old = block_signals(~(uint64_t)0);
    /* Like fork, but with no signal to the parent at the end. */
    long child = LC_SYS5(SYS_clone, 0, 0, 0, 0, 0);
    if (child == 0) {
        run_tool_in_child(arguments, context);
    }
    int status = wait_for(child);
    (void)block_signals(old);
    return status == TOOL_NO_EXEC ? -1 : status;
}
