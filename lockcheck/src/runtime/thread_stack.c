/* Where a thread's own stack lies. */
#include <pthread.h>
#include <stddef.h>
#include <sys/resource.h>

#include "base/sys.h"
#include "runtime/state.h"
#include "runtime/thread.h"

enum { DESCRIPTOR_BYTES = 4096 };

/* From the loader: where the main thread's stack was when the process started. */
extern void *__libc_stack_end;

enum { MAIN_STACK_BYTES_MAX = 64 << 20 };

static void find_main_stack(struct lc_thread *self)
{
    struct rlimit limit = {MAIN_STACK_BYTES_MAX, MAIN_STACK_BYTES_MAX};
    size_t bytes = MAIN_STACK_BYTES_MAX;
    (void)LC_SYS4(SYS_prlimit64, 0, RLIMIT_STACK, NULL, &limit);
    if (limit.rlim_cur < bytes) {
        bytes = limit.rlim_cur;
    }
    self->stack_high = (uintptr_t)__libc_stack_end;
    self->stack_low = self->stack_high - bytes;
}

/* Static thread-local storage and the thread's descriptor lie above the stack, in one mapping. */
void lc_thread_find_stack(struct lc_thread *self, size_t stack_bytes)
{
    if (self->tid == g_lc.pid) {
        find_main_stack(self);
    } else if (stack_bytes) {
        self->stack_high = (uintptr_t)pthread_self() + DESCRIPTOR_BYTES;
        self->stack_low = self->stack_high - stack_bytes - DESCRIPTOR_BYTES;
    }
}
