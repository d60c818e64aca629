/*
 * cli/find_program.h - which file a command word means, as execvp and the shells see it.
 */
#ifndef LC_CLI_FIND_PROGRAM_H
#define LC_CLI_FIND_PROGRAM_H

#include <limits.h>

/*
 * A word with a slash is a path; any other is looked for in $PATH. 0 and the path; -ENOENT: not
 * found; -EACCES: found, but it is no file that we may execute; -ENAMETOOLONG.
 */
int lc_find_program(const char *word, char path[PATH_MAX]);

#endif
