#include "cli/run_environment.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/env.h"

extern char **environ;

static bool is_ours(const char *entry)
{
    return strncmp(entry, LC_ENV_PRELOAD "=", sizeof(LC_ENV_PRELOAD)) == 0 ||
           strncmp(entry, LC_ENV_OPTIONS "=", sizeof(LC_ENV_OPTIONS)) == 0;
}

static char *make_preload(const char *first, const char *library)
{
    const char *before = getenv(LC_ENV_PRELOAD);
    char *entry;
    int bytes = asprintf(&entry, LC_ENV_PRELOAD "=%s%s%s%s%s", first, first[0] ? ":" : "", library,
                         before && before[0] ? ":" : "", before ? before : "");
    return bytes < 0 ? NULL : entry;
}

int lc_run_environment_init(struct lc_run_environment *environment, const char *first,
                            const char *library, const char *options)
{
    size_t count = 0;
    while (environ[count]) {
        count++;
    }
    *environment = (struct lc_run_environment){
        .entries = calloc(count + 3, sizeof(char *)),
        .preload = make_preload(first, library),
    };
    if (asprintf(&environment->options, LC_ENV_OPTIONS "=%s", options) < 0) {
        environment->options = NULL;
    }
    if (!environment->entries || !environment->preload || !environment->options) {
        lc_run_environment_fini(environment);
        return -ENOMEM;
    }
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        if (!is_ours(environ[i])) {
            environment->entries[used++] = environ[i];
        }
    }
    environment->entries[used++] = environment->preload;
    environment->entries[used] = environment->options;
    return 0;
}

void lc_run_environment_fini(struct lc_run_environment *environment)
{
    free(environment->entries);
    free(environment->preload);
    free(environment->options);
}
