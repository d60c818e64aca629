#include "base/files.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *rg_path_base(const char *path)
{
    const char *slash = path == NULL ? NULL : strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

char *rg_path_join(struct rg_pool *pool, const char *directory, const char *name)
{
    if (name[0] == '/' || directory == NULL || directory[0] == '\0') {
        return rg_pool_string(pool, name);
    }
    return rg_pool_format(pool, "%s/%s", directory, name);
}

char *rg_path_safe(struct rg_pool *pool, const char *text)
{
    enum { LENGTH_MAX = 120 };
    size_t length = strnlen(text, LENGTH_MAX);
    char *safe = rg_pool_copy(pool, length == 0 ? "_" : text, length == 0 ? 1 : length);
    for (char *p = safe; *p != '\0'; p++) {
        if (!isalnum((unsigned char)*p) && strchr("._-+", *p) == NULL) {
            *p = '_';
        }
    }
    if (safe[0] == '.') {
        safe[0] = '_';
    }
    return safe;
}

char *rg_path_absolute(struct rg_pool *pool, const char *path)
{
    char full[PATH_MAX];
    if (realpath(path, full) != NULL) {
        return rg_pool_string(pool, full);
    }
    if (path[0] == '/' || getcwd(full, sizeof(full)) == NULL) {
        return rg_pool_string(pool, path);
    }
    return rg_path_join(pool, full, path);
}

char *rg_path_normal(struct rg_pool *pool, const char *path)
{
    if (path == NULL) {
        return NULL;
    }
    char *normal = rg_pool_string(pool, path), *end = normal, *floor = normal;
    const char *p = path;
    if (*p == '/') {
        p++;
        floor = ++end;
    }
    while (*p != '\0') {
        size_t length = strcspn(p, "/");
        bool is_up = length == 2 && strncmp(p, "..", 2) == 0;
        if (is_up && end > floor) {
            for (end--; end > floor && end[-1] != '/'; end--) {
            }
        } else if (length > 1 || (length == 1 && *p != '.')) {
            memmove(end, p, length);
            end += length;
            *end++ = '/';
            floor = is_up ? end : floor; /* what leads out of the start stays */
        }
        p += length + (p[length] == '/');
    }
    end -= end > normal + 1 && end[-1] == '/';
    *end = '\0';
    return normal;
}

bool rg_path_exists(const char *path)
{
    return access(path, F_OK) == 0;
}

bool rg_path_is_directory(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

int rg_path_make(const char *path)
{
    char part[PATH_MAX];
    if (strlen(path) >= sizeof(part)) {
        return -ENAMETOOLONG;
    }
    strcpy(part, path);
    for (char *p = part + 1;; p++) {
        if (*p != '/' && *p != '\0') {
            continue;
        }
        char end = *p;
        *p = '\0';
        if (mkdir(part, 0777) != 0 && errno != EEXIST) {
            return -errno;
        }
        *p = end;
        if (end == '\0') {
            return rg_path_is_directory(path) ? 0 : -ENOTDIR;
        }
    }
}

int rg_file_read(struct rg_pool *pool, const char *path, size_t limit, char **ret_text,
                 size_t *ret_length)
{
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        return -errno;
    }
    size_t length = 0, size = 4096;
    char *text = malloc(size);
    int error = text == NULL ? -ENOMEM : 0;
    while (error == 0) {
        size_t got = fread(text + length, 1, size - length, file);
        length += got;
        if (got == 0) {
            error = ferror(file) ? -EIO : 0;
            break;
        }
        if (length > limit) {
            error = -EFBIG;
        } else if (length == size) {
            char *larger = realloc(text, size *= 2);
            error = larger == NULL ? -ENOMEM : 0;
            text = larger == NULL ? text : larger;
        }
    }
    fclose(file);
    if (error == 0) {
        *ret_text = rg_pool_copy(pool, text, length);
        *ret_length = length;
    }
    free(text);
    return error;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

int rg_path_list(struct rg_pool *pool, const char *directory, char ***ret_names, size_t *ret_count)
{
    DIR *dir = opendir(directory);
    if (dir == NULL) {
        return -errno;
    }
    char **names = NULL;
    size_t count = 0;
    for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        if (entry->d_name[0] != '.') {
            *RG_PUSH(pool, names, count) = rg_pool_string(pool, entry->d_name);
        }
    }
    closedir(dir);
    if (count > 0) {
        qsort(names, count, sizeof(*names), compare_names);
    }
    *ret_names = names;
    *ret_count = count;
    return 0;
}

char *rg_path_program(struct rg_pool *pool, const char *name)
{
    if (strchr(name, '/') != NULL) {
        return access(name, X_OK) == 0 ? rg_pool_string(pool, name) : NULL;
    }
    const char *path = getenv("PATH");
    for (const char *p = path == NULL ? "/usr/bin:/bin" : path; p != NULL;) {
        size_t length = strcspn(p, ":");
        char *file = rg_pool_format(pool, "%.*s/%s", (int)length, length == 0 ? "." : p, name);
        if (access(file, X_OK) == 0 && !rg_path_is_directory(file)) {
            return file;
        }
        p = p[length] == ':' ? p + length + 1 : NULL;
    }
    return NULL;
}
