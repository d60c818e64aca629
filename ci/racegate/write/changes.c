#include "write/changes.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

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
    int ends[2];
    if (base[0] == '-') {
        return -EINVAL;
    }
    if (pipe(ends) != 0) {
        return -errno;
    }
    pid_t pid = fork();
    if (pid == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
        execlp("git", "git", "-c", "core.quotePath=false", "-C", directory, "diff", "--relative",
               "--unified=0", "--no-color", "--no-ext-diff", "--src-prefix=a/", "--dst-prefix=b/",
               base, "--", (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    FILE *file = fdopen(ends[0], "r");
    struct rg_lines *lines = calloc(1, sizeof(*lines));
    if (file != NULL && lines != NULL) {
        lines->file = file;
        read_diff(changes, pool, lines);
    }
    free(lines);
    if (file != NULL) {
        fclose(file);
    } else {
        close(ends[0]);
    }
    int status = -1;
    if (pid < 0 || waitpid(pid, &status, 0) < 0) {
        return -errno;
    }
    return status == 0 && file != NULL ? 0 : -EINVAL;
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
