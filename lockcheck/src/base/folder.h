/*
 * base/folder.h - the names in a folder.
 *
 * Threads: none inside.
 * Safety:  async-signal-safe; no malloc, no stdio. 4 KiB of the caller's memory, none of ours.
 */
#ifndef LC_BASE_FOLDER_H
#define LC_BASE_FOLDER_H

#include <stdalign.h>
#include <stdbool.h>

enum { LC_FOLDER_BUFFER_BYTES = 4096 };

struct lc_folder_buffer {
    alignas(8) char bytes[LC_FOLDER_BUFFER_BYTES];
};

typedef bool lc_folder_visit_fn(void *context, const char *name);

/* Show `visit` each name, "." and ".." too, until it says false. False: it did, or not all names
 * can be read. */
bool lc_folder_each(const char *path, struct lc_folder_buffer *buffer, lc_folder_visit_fn *visit,
                    void *context);

#endif
