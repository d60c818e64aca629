#include "model/object.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* The last <length><identifier> of a mangled name; NULL: none. */
static char *unmangled(const char *name, struct rg_pool *pool)
{
    const char *last = NULL;
    size_t last_length = 0;
    for (const char *p = name + 2; *p != '\0';) {
        if (!isdigit((unsigned char)*p)) {
            p++;
            continue;
        }
        char *end;
        unsigned long length = strtoul(p, &end, 10);
        if (length == 0 || length > strlen(end)) {
            break;
        }
        last = end;
        last_length = length;
        p = end + length;
    }
    return last == NULL ? NULL : rg_pool_copy(pool, last, last_length);
}

char *rg_object_name(const char *object, struct rg_pool *pool)
{
    /* "<null>", gcc's "??" for what lies in a stack, and "" name nothing. */
    if (object == NULL || strchr("<?", object[0]) != NULL) {
        return NULL;
    }
    if (strncmp(object, "_Z", 2) == 0) {
        return unmangled(object, pool);
    }
    const char *start = object;
    for (const char *p = strstr(start, "::"); p != NULL; p = strstr(start, "::")) {
        start = p + 2;
    }
    const char *dot = strchr(start, '.');
    bool names_function = dot != NULL && dot[1] != '\0' && !isdigit((unsigned char)dot[1]) &&
                          strchr(start, '[') == NULL;
    if (names_function) {
        start = dot + 1;
    }
    size_t length = strcspn(start, ".[( ");
    return length == 0 ? NULL : rg_pool_copy(pool, start, length);
}
