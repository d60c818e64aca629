#include "preload/fork.h"

#include "preload/real.h"
#include "preload/thread.h"
#include "runtime/state.h"

/* From crtbegin: this library, to handlers that are to go when it goes. */
extern void *__dso_handle;

static void fork_child(void)
{
    lc_threads_fork_child();
    lc_runtime_fork_child();
}

void lc_fork_watch(void)
{
    static _Atomic unsigned s_is_watched; /* any thread, relaxed */
    if (lc_exchange_relaxed(&s_is_watched, 1) == 0) {
        (void)LC_REAL(__register_atfork)(lc_runtime_fork_prepare, lc_runtime_fork_parent,
                                         fork_child, __dso_handle);
    }
}

/*
 * Behind pthread_atfork(), of which each program and library has a copy. An allocator of the
 * program's own may be the first to call it, before our constructor.
 */
int __register_atfork(void (*prepare)(void), void (*parent)(void), void (*child)(void),
                      void *object);
LC_EXPORT int __register_atfork(void (*prepare)(void), void (*parent)(void), void (*child)(void),
                                void *object)
{
    lc_fork_watch();
    return LC_REAL(__register_atfork)(prepare, parent, child, object);
}
