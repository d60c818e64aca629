/* A program that gives up system calls: from then on we must not make any that it may have given
 * up. */
#include <stdarg.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "preload/real.h"
#include "runtime/sandbox.h"
#include "runtime/thread.h"

/* Before the call: afterwards it is too late to prepare. */
static void before_seccomp(void)
{
    struct lc_thread *self = lc_thread_self();
    if (self) {
        lc_sandbox_enter(self);
    }
}

LC_EXPORT int prctl(int operation, ...)
{
    va_list list;
    va_start(list, operation);
    unsigned long a = va_arg(list, unsigned long), b = va_arg(list, unsigned long);
    unsigned long c = va_arg(list, unsigned long), d = va_arg(list, unsigned long);
    va_end(list);
    if (LC_UNLIKELY(operation == PR_SET_SECCOMP)) {
        before_seccomp();
    }
    return LC_REAL(prctl)(operation, a, b, c, d);
}

/* Like the C library's own, this reads six arguments, whether or not so many were given. */
LC_EXPORT long syscall(long number, ...)
{
    va_list list;
    va_start(list, number);
    long a = va_arg(list, long), b = va_arg(list, long), c = va_arg(list, long);
    long d = va_arg(list, long), e = va_arg(list, long), f = va_arg(list, long);
    va_end(list);
    if (LC_UNLIKELY(number == SYS_seccomp)) {
        before_seccomp();
    }
    return LC_REAL(syscall)(number, a, b, c, d, e, f);
}
