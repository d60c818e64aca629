#include "cli/run_environment.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/compiler.h"
#include "base/env.h"

static bool is_ours(const char *entry)
{
    static const char *const names[] = {LC_ENV_PRELOAD "=", LC_ENV_OPTIONS "=",
                                        LC_ENV_ASAN_OPTIONS "="};
    for (size_t i = 0; i < LC_COUNT_OF(names); i++) {
        if (strncmp(entry, names[i], strlen(names[i])) == 0) {
            return true;
        }
    }
    return false;
}

/* "NAME=first:second", without the colon when one of them is empty. NULL: out of memory. */
static char *join(const char *name, const char *first, const char *second)
{
    char *entry;
    const char *colon = first && first[0] && second && second[0] ? ":" : "";
    int bytes =
        asprintf(&entry, "%s=%s%s%s", name, first ? first : "", colon, second ? second : "");
    return bytes < 0 ? NULL : entry;
}

int lc_run_environment_init(struct lc_run_environment *environment, const char *library,
                            const char *options)
{
    size_t count = 0;
    while (environ[count]) {
        count++;
    }
    *environment = (struct lc_run_environment){
        .entries = calloc(count + 4, sizeof(char *)),
        .preload = join(LC_ENV_PRELOAD, library, getenv(LC_ENV_PRELOAD)),
        .options = join(LC_ENV_OPTIONS, options, NULL),
        .asan_options =
            join(LC_ENV_ASAN_OPTIONS, getenv(LC_ENV_ASAN_OPTIONS), "verify_asan_link_order=0"),
    };
    if (!environment->entries || !environment->preload || !environment->options ||
        !environment->asan_options) {
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
    environment->entries[used++] = environment->options;
    environment->entries[used] = environment->asan_options;
    return 0;
}

void lc_run_environment_fini(struct lc_run_environment *environment)
{
    free(environment->entries);
    free(environment->preload);
    free(environment->options);
    free(environment->asan_options);
}
