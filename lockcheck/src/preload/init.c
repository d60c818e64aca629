/* The library's start and end in a process. */
#include <stdio.h>
#include <unistd.h>

#include "preload/checks.h"
#include "preload/fast_start.h"
#include "preload/fork.h"
#include "preload/python.h"
#include "preload/real.h"
#include "preload/thread_end.h"
#include "runtime/exit.h"
#include "runtime/state.h"
#include "runtime/thread.h"

/* From crtbegin: this library, to handlers that are to go when it goes. */
extern void *__dso_handle;

/*
 * Registered before anybody else can (the library is linked with -z initfirst), so it runs after
 * all other handlers and all destructors. Only the flush of the standard streams comes later; when
 * the status has to change, we do that ourselves.
 */
static void at_exit(int status, void *unused)
{
    (void)unused;
    int new_status = lc_exit_report(LC_TRACE_EXITED, status);
    if (new_status != status) {
        (void)fflush(NULL);
        LC_REAL(_exit)(new_status);
    }
}

static void at_quick_exit_report(void *unused)
{
    (void)unused;
    int new_status = lc_exit_report(LC_TRACE_EXITED, 0);
    if (new_status != 0) {
        LC_REAL(_exit)(new_status);
    }
}

__attribute__((constructor)) static void start(void)
{
    lc_real_resolve();
    lc_runtime_start();
    if (!lc_runtime_is_on()) {
        return;
    }
    lc_fast_start();
    lc_thread_end_start();
    (void)lc_thread_self(); /* from here on, what the main thread allocates can be named */
    lc_thread_end_watch();  /* it may leave by pthread_exit, before others do */
    lc_python_start();
    lc_checks_start();
    lc_fork_watch();
    (void)LC_REAL(on_exit)(at_exit, NULL);
    (void)LC_REAL(__cxa_at_quick_exit)(at_quick_exit_report, __dso_handle);
}
