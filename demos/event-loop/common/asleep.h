/*
 * event-loop/common/asleep.h - wait until a thread of this process sleeps.
 */
#ifndef DEMO_ASLEEP_H
#define DEMO_ASLEEP_H

#include "../../common/demo.h"

#include <sched.h>

/*
 * Until the thread sleeps in the kernel, as ps shows it with an S. It orders
 * nothing: what the thread did before may be invisible to the caller.
 */
static inline void wait_until_asleep(pid_t thread)
{
    char path[48];
    char letter = '?';
    snprintf(path, sizeof(path), "/proc/self/task/%d/stat", (int)thread);
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
