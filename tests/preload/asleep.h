/*
 * tests/preload/asleep.h - what the kernel says of a thread: /proc/TID/stat, see proc(5).
 */
#ifndef TESTS_PRELOAD_ASLEEP_H
#define TESTS_PRELOAD_ASLEEP_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* The state's letter, 'S' for asleep; 0 of a thread that is over. */
static inline char thread_state(int tid)
{
    char path[64], line[256] = "";
    (void)snprintf(path, sizeof(path), "/proc/%d/stat", tid);
    FILE *stat = fopen(path, "re");
    if (stat) {
        (void)!fgets(line, sizeof(line), stat);
        (void)fclose(stat);
    }
    const char *name_end = strrchr(line, ')');
    return name_end ? name_end[2] : '\0';
}

static inline bool is_asleep(int tid)
{
    return thread_state(tid) == 'S';
}

#endif
