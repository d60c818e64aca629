/*
 * cli/asleep_news.h - whether a process whose threads all sleep for good has still to be told of.
 */
#ifndef LC_CLI_ASLEEP_NEWS_H
#define LC_CLI_ASLEEP_NEWS_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * True: the process is checked, its trace in this folder tells of no deadlock, and nothing was
 * written of it from outside.
 */
bool lc_asleep_is_news(const char *folder, pid_t pid);

#endif
