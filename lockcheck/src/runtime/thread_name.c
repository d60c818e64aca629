#include <fcntl.h>
#include <string.h>

#include "base/fmt.h"
#include "base/sys.h"
#include "runtime/state.h"
#include "runtime/thread.h"

/* /proc/self/task/TID/comm serves every thread, unlike prctl, which names the caller's alone. */
void lc_thread_name(const struct lc_thread *thread, char ret_name[16])
{
    char path[64];
    struct lc_fmt fmt;
    lc_fmt_init(&fmt, path, sizeof(path));
    lc_fmt_str(&fmt, "/proc/self/task/");
    lc_fmt_u64(&fmt, thread->tid);
    lc_fmt_str(&fmt, "/comm");
    memset(ret_name, 0, 16);
    if (g_lc.sealed) {
        return;
    }
    int fd = (int)LC_SYS3(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return;
    }
    long count = LC_SYS3(SYS_read, fd, ret_name, 16);
    (void)LC_SYS1(SYS_close, fd);
    if (count > 0) {
        ret_name[count - 1] = '\0';
    }
}
