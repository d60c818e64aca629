/*
 * cli/library.h - where the preload library is, seen from this tool.
 */
#ifndef LC_CLI_LIBRARY_H
#define LC_CLI_LIBRARY_H

#include <limits.h>

/*
 * The library's real path, found from the tool's own place, so that an installed tree works
 * wherever it was moved to. 0, or -errno; then `path` holds where it was looked for ("" when not
 * even that is known).
 */
int lc_library_find(char path[PATH_MAX]);

/* 0 when LD_PRELOAD can hold this path; it splits at blanks and colons. */
int lc_library_check_path(const char *path);

#endif
