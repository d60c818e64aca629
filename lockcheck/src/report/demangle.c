#include "report/demangle.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "report/text_of.h"

/* Of libstdc++ (the Itanium C++ ABI fixes its name and signature). */
char *__cxa_demangle(const char *mangled, char *buffer, size_t *length, int *status);

/* Longer names are noise to a reader, and a crafted one can unfold to gigabytes. */
enum { MANGLED_BYTES_MAX = 4096 };

const char *lc_demangle(struct lc_arena *arena, const char *name)
{
    if (strncmp(name, "_Z", 2) != 0 || strnlen(name, MANGLED_BYTES_MAX) == MANGLED_BYTES_MAX) {
        return name;
    }
    int status = 0;
    char *plain = __cxa_demangle(name, NULL, NULL, &status);
    if (!plain) {
        return name;
    }
    const char *copy = lc_text_copy(arena, plain, strlen(plain));
    free(plain);
    return copy;
}
