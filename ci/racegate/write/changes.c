#include "write/changes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/capture.h"
#include "base/lines.h"

/* "@@ -a,b +FIRST,COUNT @@" */
static void read_hunk(struct rg_changes *changes, struct rg_pool *pool, const char *path,
                      const char *line)
{
    const char *plus = strstr(line, " +");
    if (path == NULL || plus == NULL) {
        return;
    }
    char *end;
    unsigned first = (unsigned)strtoul(plus + 2, &end, 10);
    unsigned count = *end == ',' ? (unsigned)strtoul(end + 1, NULL, 10) : 1;
    if (count > 0) {
        *RG_PUSH(pool, changes->ranges, changes->range_count) =
            (struct rg_change){path, first, first + count - 1};
    }
}

static void read_diff(struct rg_changes *changes, struct rg_pool *pool, struct rg_lines *lines)
{
    const char *path = NULL;
    while (rg_lines_next(lines)) {
        if (strncmp(lines->text, "+++ b/", 6) == 0) {
            path = rg_pool_string(pool, lines->text + 6);
        } else if (strncmp(lines->text, "+++ ", 4) == 0) {
            path = NULL; /* the file was removed */
        } else if (strncmp(lines->text, "@@ ", 3) == 0) {
            read_hunk(changes, pool, path, lines->text);
        }
    }
}

int rg_changes_read(struct rg_changes *changes, struct rg_pool *pool, const char *directory,
                    const char *base)
{
    const char *const argv[] = {"git",
                                "-c",
                                "core.quotePath=false",
                                "diff",
                                "--relative",
                                "--unified=0",
                                "--no-color",
                                "--no-ext-diff",
                                "--src-prefix=a/",
                                "--dst-prefix=b/",
                                base,
                                "--",
                                NULL};
    struct rg_capture capture;
    if (base[0] == '-' || rg_capture_start(&capture, directory, argv) != 0) {
        return -EINVAL;
    }
    struct rg_lines *lines = calloc(1, sizeof(*lines));
    if (lines != NULL) {
        lines->file = capture.file;
        read_diff(changes, pool, lines);
    }
    int status = rg_capture_end(&capture);
    bool is_read = lines != NULL;
    free(lines);
    return status == 0 && is_read ? 0 : -EINVAL;
}

bool rg_changes_has(const struct rg_changes *changes, const char *path, unsigned line)
{
    for (size_t i = 0; path != NULL && i < changes->range_count; i++) {
        const struct rg_change *range = &changes->ranges[i];
        if (line >= range->first && line <= range->last && strcmp(range->path, path) == 0) {
            return true;
        }
    }
    return false;
}
