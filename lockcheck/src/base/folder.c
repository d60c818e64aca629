#include "base/folder.h"

#include <fcntl.h>
#include <stdint.h>

#include "base/sys.h"

/* As getdents64 fills it in. */
struct entry {
    uint64_t inode, offset;
    uint16_t bytes;
    uint8_t type;
    char name[];
};

static bool visit_entries(long bytes, const char *buffer, lc_folder_visit_fn *visit, void *context)
{
    for (long at = 0; at < bytes;) {
        const struct entry *entry = (const struct entry *)(buffer + at);
        if (!visit(context, entry->name)) {
            return false;
        }
        at += entry->bytes;
    }
    return true;
}

bool lc_folder_each(const char *path, struct lc_folder_buffer *buffer, lc_folder_visit_fn *visit,
                    void *context)
{
    long fd = LC_SYS4(SYS_openat, AT_FDCWD, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
    bool all = fd >= 0;
    for (long bytes = 1; all && bytes > 0;) {
        bytes = LC_SYS3(SYS_getdents64, fd, buffer->bytes, sizeof(buffer->bytes));
        all = bytes >= 0 && visit_entries(bytes, buffer->bytes, visit, context);
    }
    if (fd >= 0) {
        (void)LC_SYS1(SYS_close, fd);
    }
    return all;
}
