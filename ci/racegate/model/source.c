#include "model/source.h"

#include <string.h>

#include "base/files.h"

void rg_roots_add(struct rg_roots *roots, struct rg_pool *pool, const char *path)
{
    size_t length = path == NULL ? 0 : strlen(path);
    while (length > 0 && path[length - 1] == '/') {
        length--;
    }
    if (length == 0) {
        return;
    }
    char *root = rg_pool_copy(pool, path, length);
    for (size_t i = 0; i < roots->count; i++) {
        if (strcmp(roots->paths[i], root) == 0) {
            return;
        }
    }
    *RG_PUSH(pool, roots->paths, roots->count) = root;
}

/* Where the name below the innermost root starts in `path`; 0: it is in none. */
static size_t root_length(const struct rg_roots *roots, const char *path)
{
    size_t longest = 0;
    for (size_t i = 0; i < roots->count; i++) {
        size_t length = strlen(roots->paths[i]);
        if (length > longest && strncmp(path, roots->paths[i], length) == 0 &&
            path[length] == '/') {
            longest = length;
        }
    }
    return longest == 0 ? 0 : longest + 1;
}

char *rg_source_name(const struct rg_roots *roots, const char *file, struct rg_pool *pool)
{
    const char *path = rg_path_normal(pool, file);
    if (path == NULL) {
        return NULL;
    }
    size_t skip = root_length(roots, path);
    if (skip > 0) {
        return rg_pool_string(pool, path + skip);
    }
    while (strncmp(path, "../", 3) == 0) {
        path += 3;
    }
    return rg_pool_format(pool, RG_SOURCE_SOMEWHERE "%s",
                          path[0] == '/' ? rg_path_base(path) : path);
}

static bool is_somewhere(const char *name)
{
    return strncmp(name, RG_SOURCE_SOMEWHERE, strlen(RG_SOURCE_SOMEWHERE)) == 0;
}

/* Does `name` end in what is known of `somewhere`? */
static bool ends_in(const char *name, const char *somewhere)
{
    const char *known = somewhere + strlen(RG_SOURCE_SOMEWHERE);
    size_t name_length = strlen(name), length = strlen(known);
    if (name_length < length) {
        return false;
    }
    const char *tail = name + (name_length - length);
    return strcmp(tail, known) == 0 && (tail == name || tail[-1] == '/');
}

bool rg_source_fits(const char *a, const char *b)
{
    return a == NULL || b == NULL || strcmp(a, b) == 0 || (is_somewhere(a) && ends_in(b, a)) ||
           (is_somewhere(b) && ends_in(a, b));
}

unsigned rg_source_vagueness(const char *name)
{
    if (name == NULL) {
        return RG_SOURCE_VAGUE_MAX;
    }
    unsigned vagueness = is_somewhere(name) ? RG_SOURCE_VAGUE_MAX : 0;
    for (const char *p = strchr(name, '/'); p != NULL && vagueness > 1; p = strchr(p + 1, '/')) {
        vagueness--;
    }
    return vagueness;
}
