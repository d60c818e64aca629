#include "cli/trace_inputs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/env.h"

void lc_trace_inputs_fini(struct lc_trace_inputs *inputs)
{
    for (size_t i = 0; i < inputs->count; i++) {
        free((void *)(uintptr_t)inputs->items[i].path);
    }
    free(inputs->items);
    *inputs = (struct lc_trace_inputs){0};
}

static int say(const char *command, const char *what, int error)
{
    fprintf(stderr, "%s: %s: %s\n", command, what, strerror(-error));
    return error;
}

/* Takes `path`, which is on the heap. */
static int append(struct lc_trace_inputs *inputs, char *path, int fd)
{
    struct lc_report_input *items =
        path ? realloc(inputs->items, (inputs->count + 1) * sizeof(items[0])) : NULL;
    if (!items) {
        free(path);
        return -ENOMEM;
    }
    inputs->items = items;
    items[inputs->count++] = (struct lc_report_input){.path = path, .fd = fd};
    return 0;
}

static int is_trace(const struct dirent *entry)
{
    size_t bytes = strlen(entry->d_name);
    size_t suffix_bytes = strlen(LC_TRACE_SUFFIX);
    return bytes > suffix_bytes &&
           strcmp(entry->d_name + bytes - suffix_bytes, LC_TRACE_SUFFIX) == 0;
}

static int add_directory(struct lc_trace_inputs *inputs, const char *command, const char *path)
{
    struct dirent **entries;
    int count = scandir(path, &entries, is_trace, alphasort);
    if (count < 0) {
        return say(command, path, -errno);
    }
    if (count == 0) {
        fprintf(stderr, "%s: %s: no traces here (*" LC_TRACE_SUFFIX ")\n", command, path);
    }
    int error = count == 0 ? -ENOENT : 0;
    for (int i = 0; i < count; i++) {
        char *file = NULL;
        if (!error && asprintf(&file, "%s/%s", path, entries[i]->d_name) < 0) {
            file = NULL;
        }
        if (!error) {
            error = append(inputs, file, -1);
        }
        free(entries[i]);
    }
    free(entries);
    return error;
}

int lc_trace_inputs_add(struct lc_trace_inputs *inputs, const char *command, const char *word)
{
    struct stat status;
    if (strcmp(word, "-") == 0) {
        int error = append(inputs, strdup("standard input"), STDIN_FILENO);
        return error ? say(command, word, error) : 0;
    }
    if (stat(word, &status) == 0 && S_ISDIR(status.st_mode)) {
        return add_directory(inputs, command, word);
    }
    int error = append(inputs, strdup(word), -1);
    return error ? say(command, word, error) : 0;
}

int lc_trace_inputs_add_fd(struct lc_trace_inputs *inputs, const char *command, const char *word)
{
    char *end;
    errno = 0;
    long fd = strtol(word, &end, 10);
    if (end == word || *end != '\0' || errno || fd < 0 || fd > INT_MAX) {
        fprintf(stderr, "%s: --fd=%s: not the number of a descriptor\n", command, word);
        return -EINVAL;
    }
    if (fcntl((int)fd, F_GETFD) < 0) {
        return say(command, "--fd", -errno);
    }
    char *called = NULL;
    if (asprintf(&called, "descriptor %ld", fd) < 0) {
        called = NULL;
    }
    int error = append(inputs, called, (int)fd);
    return error ? say(command, "--fd", error) : 0;
}
