/*
 * setup/settings.h - racegate.ini: what a project tells racegate once.
 *
 * "key = value" lines under [racegate], [config NAME] and [test NAME]; '#' and ';' start a comment
 * line; a value that ends in a backslash goes on in the next line. An unknown section or key is an
 * error that names its line: a setting that is not obeyed must not look as if it were.
 */
#ifndef RG_SETUP_SETTINGS_H
#define RG_SETUP_SETTINGS_H

#include <stddef.h>

#include "base/pool.h"

struct rg_setting {
    const char *section; /* "racegate", "config helgrind", "test bank" */
    const char *key, *value;
    unsigned line;
};

struct rg_settings {
    const char *path;      /* NULL: there is no file */
    const char *directory; /* of the file: relative paths in it start there; "." without one */
    struct rg_setting *rows;
    size_t row_count;
};

/*
 * Read `path`, or "racegate.ini" when it is NULL and exists. 0, or -EINVAL with a message on
 * standard error.
 */
int rg_settings_read(struct rg_settings *settings, struct rg_pool *pool, const char *path);
/* The value, or NULL. `section` is "racegate" for the general ones. */
const char *rg_settings_get(const struct rg_settings *settings, const char *section,
                            const char *key);
/* The value of [config NAME], else that of [racegate]. */
const char *rg_settings_for(const struct rg_settings *settings, struct rg_pool *pool,
                            const char *config, const char *key);
/* A path in the file's own folder; NULL when the key is not set. */
char *rg_settings_path(const struct rg_settings *settings, struct rg_pool *pool, const char *key);
/* A positive number; `otherwise` when it is not set. */
long rg_settings_number(const struct rg_settings *settings, const char *section, const char *key,
                        long otherwise);
/* Split at blanks, with '...' and "..." and backslashes as in a shell. NULL-terminated. */
char **rg_settings_words(struct rg_pool *pool, const char *text);

#endif
