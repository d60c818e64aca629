#include "report/process_state.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { NS_PER_S = 1000000000 };

/* Seconds since boot at which `pid` started; -1 when there is no such process. */
static double start_since_boot_s(uint32_t pid)
{
    char path[64];
    (void)snprintf(path, sizeof(path), "/proc/%u/stat", pid);
    FILE *file = fopen(path, "re");
    if (!file) {
        return -1;
    }
    char line[1024];
    size_t bytes = fread(line, 1, sizeof(line) - 1, file);
    (void)fclose(file);
    line[bytes] = '\0';
    /* The second field is a name in parentheses that may contain anything, blanks included. */
    const char *after_name = strrchr(line, ')');
    unsigned long long ticks;
    char state;
    if (!after_name ||
        sscanf(after_name + 1,
               " %c %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s "
               "%*s %*s %*s %llu",
               &state, &ticks) != 2 ||
        state == 'Z' || state == 'X') {
        return -1;
    }
    return (double)ticks / (double)sysconf(_SC_CLK_TCK);
}

static double seconds_of(clockid_t clock)
{
    struct timespec now;
    (void)clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / NS_PER_S;
}

static bool still_runs(const struct lc_trace_header *header)
{
    double started_s = start_since_boot_s(header->pid);
    if (started_s < 0) {
        return false;
    }
    /* A process is older than its trace. One second allows for ticks and a clock that was set. */
    double boot_s = seconds_of(CLOCK_REALTIME) - seconds_of(CLOCK_BOOTTIME);
    return boot_s + started_s <= (double)header->start_realtime_ns / NS_PER_S + 1;
}

enum lc_process_state lc_process_state_now(const struct lc_trace_header *header)
{
    switch (header->state) {
    case LC_TRACE_EXITED:
    case LC_TRACE_UNDERSCORE_EXITED:
        return LC_PROCESS_EXITED;
    case LC_TRACE_EXECED:
        return LC_PROCESS_EXECED;
    case LC_TRACE_ASIDE:
        return LC_PROCESS_EXITED;
    case LC_TRACE_SIGNALED:
        return LC_PROCESS_SIGNALED;
    default:
        return still_runs(header) ? LC_PROCESS_RUNNING : LC_PROCESS_KILLED;
    }
}

const char *lc_process_state_name(enum lc_process_state state)
{
    switch (state) {
    case LC_PROCESS_RUNNING:
        return "running";
    case LC_PROCESS_EXITED:
        return "exited";
    case LC_PROCESS_EXECED:
        return "execed";
    case LC_PROCESS_SIGNALED:
        return "signaled";
    case LC_PROCESS_KILLED:
        break;
    }
    return "killed";
}
