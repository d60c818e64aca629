#include "cli/find_program.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What a shell uses when PATH is not set. */
#define DEFAULT_PATH "/usr/local/bin:/usr/bin:/bin"

static int check_candidate(const char *path)
{
    struct stat info;
    if (stat(path, &info) != 0) {
        return errno == EACCES ? -EACCES : -ENOENT;
    }
    return S_ISREG(info.st_mode) && access(path, X_OK) == 0 ? 0 : -EACCES;
}

static int join(char path[PATH_MAX], const char *directory, size_t bytes, const char *word)
{
    /* An empty element of PATH is the current directory. */
    int needed = bytes == 0 ? snprintf(path, PATH_MAX, "./%s", word)
                            : snprintf(path, PATH_MAX, "%.*s/%s", (int)bytes, directory, word);
    return needed >= PATH_MAX ? -ENAMETOOLONG : 0;
}

int lc_find_program(const char *word, char path[PATH_MAX])
{
    if (strchr(word, '/')) {
        if (snprintf(path, PATH_MAX, "%s", word) >= PATH_MAX) {
            return -ENAMETOOLONG;
        }
        return check_candidate(path);
    }
    const char *directory = getenv("PATH");
    int result = -ENOENT;
    for (directory = directory ? directory : DEFAULT_PATH; word[0] != '\0';) {
        size_t bytes = strcspn(directory, ":");
        int error = join(path, directory, bytes, word);
        error = error ? error : check_candidate(path);
        if (error == 0) {
            return 0;
        }
        if (error == -EACCES) {
            result = -EACCES; /* go on looking, but remember that there was one */
        }
        if (directory[bytes] == '\0') {
            break;
        }
        directory += bytes + 1;
    }
    return result;
}
