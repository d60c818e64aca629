/*
 * cli/descendants.h - the processes below this one, found in /proc.
 */
#ifndef LC_CLI_DESCENDANTS_H
#define LC_CLI_DESCENDANTS_H

#include <stddef.h>
#include <sys/types.h>

/* 0: gone. */
pid_t lc_parent_of(pid_t pid);
/* At most `room` of them; how many there are. */
size_t lc_descendants_list(pid_t *pids, size_t room);
/* Send the signal to every process that descends from this one, itself not included. */
void lc_descendants_signal(int number);

#endif
