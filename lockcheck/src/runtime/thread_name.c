#include <string.h>

#include "base/proc_file.h"
#include "runtime/state.h"
#include "runtime/thread.h"

/* /proc serves every thread, unlike prctl, which names the caller's alone. */
void lc_thread_name(const struct lc_thread *thread, char ret_name[LC_PROC_NAME_BYTES])
{
    if (g_lc.sealed) {
        memset(ret_name, 0, LC_PROC_NAME_BYTES);
    } else {
        lc_proc_name("/proc/self/task/", thread->tid, ret_name);
    }
}
