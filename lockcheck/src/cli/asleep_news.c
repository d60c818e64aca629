#include "cli/asleep_news.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/env.h"
#include "trace/reader.h"

static bool is_trace(const char *name)
{
    size_t bytes = strlen(name), suffix = strlen(LC_TRACE_SUFFIX);
    return bytes > suffix && strcmp(name + bytes - suffix, LC_TRACE_SUFFIX) == 0;
}

static bool tells_of_deadlock(struct lc_trace_reader *reader)
{
    const struct lc_trace_record *record;
    while ((record = lc_trace_next(reader))) {
        if (record->type == LC_REC_FINDING &&
            ((const struct lc_trace_finding *)(const void *)record)->tier == LC_TIER_DEADLOCK) {
            return true;
        }
    }
    return false;
}

/* What one trace says of the process; earlier images of it have ended. */
enum word { NOTHING, IS_CHECKED, IS_TOLD };

static enum word ask(const char *path, pid_t pid)
{
    struct lc_trace_reader reader;
    enum word word = NOTHING;
    if (lc_trace_open(&reader, path) != 0) {
        return NOTHING;
    }
    struct lc_trace_header header = lc_trace_header(&reader);
    if (header.pid == (uint32_t)pid && header.state == LC_TRACE_ASIDE) {
        word = IS_TOLD;
    } else if (header.pid == (uint32_t)pid && header.state == LC_TRACE_RUNNING) {
        word = tells_of_deadlock(&reader) ? IS_TOLD : IS_CHECKED;
    }
    lc_trace_close(&reader);
    return word;
}

bool lc_asleep_is_news(const char *folder, pid_t pid)
{
    DIR *traces = opendir(folder);
    enum word word = NOTHING;
    for (struct dirent *entry; traces && word != IS_TOLD && (entry = readdir(traces));) {
        char path[PATH_MAX];
        int bytes = snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
        if (is_trace(entry->d_name) && bytes > 0 && (size_t)bytes < sizeof(path)) {
            enum word said = ask(path, pid);
            word = said > word ? said : word;
        }
    }
    if (traces) {
        (void)closedir(traces);
    }
    return word == IS_CHECKED;
}
