#include "runtime/stderr.h"

#include <fcntl.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/sys.h"
#include "runtime/state.h"

static struct stat s_at_start;
static bool s_was_open;

static bool look(struct stat *ret_file)
{
    return LC_SYS4(SYS_newfstatat, STDERR_FILENO, "", ret_file, AT_EMPTY_PATH) == 0;
}

void lc_stderr_note(void)
{
    s_was_open = look(&s_at_start);
}

static bool is_for_writing_alone(void)
{
    long flags = LC_SYS2(SYS_fcntl, STDERR_FILENO, F_GETFL);
    return flags >= 0 && (flags & O_ACCMODE) == O_WRONLY;
}

int lc_stderr_fd(void)
{
    struct stat now = {0};
    if (s_was_open && g_lc.sealed) {
        return STDERR_FILENO; /* a sandbox may not let us ask */
    }
    if (!s_was_open || !look(&now)) {
        return -1;
    }
    bool is_same = now.st_dev == s_at_start.st_dev && now.st_ino == s_at_start.st_ino;
    return is_same || S_ISCHR(now.st_mode) || is_for_writing_alone() ? STDERR_FILENO : -1;
}
