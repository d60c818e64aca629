/*
 * base/proc_file.h - small files of /proc that are about one process or thread.
 *
 * Threads: none inside.
 * Safety:  async-signal-safe; no malloc, no stdio.
 */
#ifndef LC_BASE_PROC_FILE_H
#define LC_BASE_PROC_FILE_H

#include <stddef.h>
#include <stdint.h>

enum { LC_PROC_PATH_BYTES = 64, LC_PROC_NAME_BYTES = 16 };

/* ("/proc/", 17, "/maps") is /proc/17/maps. Returns `path`. */
const char *lc_proc_path(char path[LC_PROC_PATH_BYTES], const char *folder, uint32_t id,
                         const char *name);

/* The start of that file, as text. Returns its length; negative: it cannot be read, and the text is
 * "". */
long lc_proc_read(const char *folder, uint32_t id, const char *name, char *text, size_t bytes);

/* The name of the thread, the rest of it zero; all of it when it is gone. */
void lc_proc_name(const char *folder, uint32_t tid, char ret_name[LC_PROC_NAME_BYTES]);

#endif
