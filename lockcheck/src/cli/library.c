#include "cli/library.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fmt.h"

/* LC_TOOL_TO_LIBRARY comes from the build: the way from the tool's directory to the library. */

int lc_library_find(char path[PATH_MAX])
{
    char tool[PATH_MAX], wanted[PATH_MAX];
    struct lc_fmt fmt;
    path[0] = '\0';
    ssize_t bytes = readlink("/proc/self/exe", tool, sizeof(tool));
    const char *slash = bytes < 0 ? NULL : memrchr(tool, '/', (size_t)bytes);
    if (!slash) {
        return bytes < 0 ? -errno : -ENOENT; /* "(unreachable)": outside our root directory */
    }
    lc_fmt_init(&fmt, wanted, sizeof(wanted));
    lc_fmt_bytes(&fmt, tool, (size_t)(slash - tool) + 1);
    lc_fmt_str(&fmt, LC_TOOL_TO_LIBRARY);
    if (fmt.cut) {
        return -ENAMETOOLONG;
    }
    if (!realpath(wanted, path)) {
        int error = -errno;
        memcpy(path, wanted, sizeof(wanted));
        return error;
    }
    return access(path, R_OK) == 0 ? 0 : -errno;
}

int lc_library_check_path(const char *path)
{
    return strpbrk(path, ": \t\n") ? -EINVAL : 0;
}
