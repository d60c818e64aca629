#include "base/proc_file.h"

#include <fcntl.h>
#include <string.h>

#include "base/fmt.h"
#include "base/sys.h"

const char *lc_proc_path(char path[LC_PROC_PATH_BYTES], const char *folder, uint32_t id,
                         const char *name)
{
    struct lc_fmt fmt;
    lc_fmt_init(&fmt, path, LC_PROC_PATH_BYTES);
    lc_fmt_str(&fmt, folder);
    lc_fmt_u64(&fmt, id);
    lc_fmt_str(&fmt, name);
    return path;
}

long lc_proc_read(const char *folder, uint32_t id, const char *name, char *text, size_t bytes)
{
    char path[LC_PROC_PATH_BYTES];
    long fd = LC_SYS4(SYS_openat, AT_FDCWD, lc_proc_path(path, folder, id, name),
                      O_RDONLY | O_CLOEXEC, 0);
    long got = fd < 0 ? fd : LC_SYS3(SYS_read, fd, text, bytes - 1);
    if (fd >= 0) {
        (void)LC_SYS1(SYS_close, fd);
    }
    text[got > 0 ? got : 0] = '\0';
    return got;
}

void lc_proc_name(const char *folder, uint32_t tid, char ret_name[LC_PROC_NAME_BYTES])
{
    char line[LC_PROC_NAME_BYTES + 1]; /* its end is a newline */
    long bytes = lc_proc_read(folder, tid, "/comm", line, sizeof(line));
    memset(ret_name, 0, LC_PROC_NAME_BYTES);
    if (bytes > 0) {
        memcpy(ret_name, line, (size_t)bytes - 1);
    }
}
