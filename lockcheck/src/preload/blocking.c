/*
 * Calls that may block while a lock is held. When none is, which is nearly always, a wrapper is a
 * load and a branch.
 */
#include <stdarg.h>

#include "preload/hooks_blocking.h"
#include "preload/real.h"
#include "preload/wrap.h"
#include "runtime/blocking.h"
#include "runtime/state.h"

#define DECLARE(type, name, parameters, arguments) type name parameters;
LC_HOOKS_SLEEP(DECLARE)
LC_HOOKS_IO(DECLARE)
int fcntl64(int fd, int command, ...); /* NOLINT(readability-redundant-declaration): not in all */

#define WRAP(type, name, parameters, arguments)                                     \
    LC_EXPORT type name parameters                                                  \
    {                                                                               \
        struct lc_thread *self = tl_self;                                           \
        if (LC_LIKELY(!lc_blocking_matters(self))) {                                \
            return LC_REAL(name) arguments;                                         \
        }                                                                           \
        uint64_t since_ns = lc_runtime_now_ns();                                    \
        type result = LC_REAL(name) arguments;                                      \
        lc_blocking_over(self, since_ns, &lc_blocking_call, LC_SITE(), LC_DEPTH()); \
        return result;                                                              \
    }
LC_HOOKS_SLEEP(WRAP)
LC_HOOKS_IO(WRAP)

/* Only one of its commands blocks. Whatever its argument is, it fits a pointer. */
#define WRAP_FCNTL(name)                                                            \
    LC_EXPORT int name(int fd, int command, ...)                                    \
    {                                                                               \
        va_list list;                                                               \
        va_start(list, command);                                                    \
        void *argument = va_arg(list, void *);                                      \
        va_end(list);                                                               \
        struct lc_thread *self = tl_self;                                           \
        bool blocks = command == F_SETLKW || command == F_OFD_SETLKW;               \
        if (LC_LIKELY(!blocks || !lc_blocking_matters(self))) {                     \
            return LC_REAL(name)(fd, command, argument);                            \
        }                                                                           \
        uint64_t since_ns = lc_runtime_now_ns();                                    \
        int result = LC_REAL(name)(fd, command, argument);                          \
        lc_blocking_over(self, since_ns, &lc_blocking_call, LC_SITE(), LC_DEPTH()); \
        return result;                                                              \
    }
WRAP_FCNTL(fcntl)
WRAP_FCNTL(fcntl64)
