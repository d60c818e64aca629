#include "runtime/sandbox.h"

#include "runtime/state.h"

enum { SANDBOX_TRACE_BYTES = 4 << 20, SANDBOX_MEMORY_BYTES = 8 << 20 };

void lc_sandbox_enter(struct lc_thread *self)
{
    lc_thread_enter(self);
    lc_cold_enter(self);
    if (!g_lc.sealed) {
        g_lc.sealed = true;
        lc_trace_reserve(lc_runtime_trace_locked(), SANDBOX_TRACE_BYTES);
        lc_arena_reserve(&g_lc.arena, SANDBOX_MEMORY_BYTES);
        lc_runtime_note_locked("the program entered a seccomp sandbox: from there on recording was "
                               "limited to memory set aside before",
                               false);
    }
    lc_cold_leave(self);
    lc_thread_leave(self);
}
