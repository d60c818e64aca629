#include "read/reader.h"

#include <stdio.h>
#include <string.h>

enum { HEAD_BYTES = 64 * 1024 };

static bool holds(const char *head, size_t length, const char *text)
{
    return memmem(head, length, text, strlen(text)) != NULL;
}

rg_read_fn *rg_read_detect(const char *path)
{
    static char head[HEAD_BYTES];
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        return NULL;
    }
    size_t length = fread(head, 1, sizeof(head), file);
    fclose(file);
    if (holds(head, length, "<valgrindoutput>")) {
        return rg_read_valgrind_xml;
    }
    if (holds(head, length, "{\"racegate-tsan-hook\":1")) {
        return rg_read_tsan_hook;
    }
    if (holds(head, length, "\"lockcheck-report\"")) {
        return rg_read_lockcheck_json;
    }
    /* Reports may come late in a program's own output, so this one is last and looks for little. */
    return holds(head, length, "ThreadSanitizer") ? rg_read_tsan_text : NULL;
}
