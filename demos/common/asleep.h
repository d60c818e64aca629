/*
 * demos/common/asleep.h - wait until another process, or the main thread of
 * this one, sleeps in the kernel.
 */
#ifndef DEMO_ASLEEP_H
#define DEMO_ASLEEP_H

#include "demo.h"

#include <sched.h>

/*
 * Until its main thread sleeps, as ps shows it with an S. It orders nothing:
 * what that thread did before may be invisible to the caller.
 */
static inline void wait_until_asleep(pid_t process)
{
    char path[32];
    char letter = '?';
    snprintf(path, sizeof(path), "/proc/%d/stat", (int)process);
    while (letter != 'S') {
        FILE *file = fopen(path, "re");
        demo_must(file == NULL ? errno : 0, "fopen", __FILE__, __LINE__);
        demo_must(fscanf(file, "%*d (%*[^)]) %c", &letter) == 1 ? 0 : EIO,
                  "fscanf", __FILE__, __LINE__);
        MUST_SYS(fclose(file));
        sched_yield();
    }
}

#endif
