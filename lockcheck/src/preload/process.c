/* The ends of a process: _exit and exec. */
#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <unistd.h>

#include "preload/real.h"
#include "preload/wrap.h"
#include "runtime/exit.h"

LC_EXPORT _Noreturn void _exit(int status)
{
    LC_REAL(_exit)(lc_exit_report(LC_TRACE_UNDERSCORE_EXITED, status));
    __builtin_unreachable();
}

LC_EXPORT _Noreturn void _Exit(int status)
{
    LC_REAL(_exit)(lc_exit_report(LC_TRACE_UNDERSCORE_EXITED, status));
    __builtin_unreachable();
}

/* The image goes, and a trace in memory with it: report first. If it stays after all, go on. */
#define EXEC(name, ...)                       \
    (void)lc_exit_report(LC_TRACE_EXECED, 0); \
    int result = LC_REAL(name)(__VA_ARGS__);  \
    int saved = errno;                        \
    lc_exit_resume();                         \
    errno = saved;                            \
    return result

LC_EXPORT int execve(const char *path, char *const arguments[], char *const environment[])
{
    EXEC(execve, path, arguments, environment);
}

LC_EXPORT int execv(const char *path, char *const arguments[])
{
    EXEC(execv, path, arguments);
}

LC_EXPORT int execvp(const char *file, char *const arguments[])
{
    EXEC(execvp, file, arguments);
}

LC_EXPORT int execvpe(const char *file, char *const arguments[], char *const environment[])
{
    EXEC(execvpe, file, arguments, environment);
}

LC_EXPORT int fexecve(int fd, char *const arguments[], char *const environment[])
{
    EXEC(fexecve, fd, arguments, environment);
}

/* execl and its kin: the arguments are made an array on the stack, as the C library does. */
static size_t count_arguments(va_list list)
{
    size_t count = 1;
    while (va_arg(list, char *)) {
        count++;
    }
    return count;
}

#define EXECL_ARRAY(array)                                         \
    va_list list, counting;                                        \
    va_start(list, argument);                                      \
    va_start(counting, argument);                                  \
    size_t count = count_arguments(counting);                      \
    va_end(counting);                                              \
    char **array = __builtin_alloca((count + 1) * sizeof(*array)); \
    array[0] = (char *)argument;                                   \
    for (size_t i = 1; i <= count; i++) {                          \
        array[i] = va_arg(list, char *);                           \
    }

LC_EXPORT int execl(const char *path, const char *argument, ...)
{
    EXECL_ARRAY(arguments)
    va_end(list);
    return execve(path, arguments, environ);
}

LC_EXPORT int execlp(const char *file, const char *argument, ...)
{
    EXECL_ARRAY(arguments)
    va_end(list);
    return execvp(file, arguments);
}

LC_EXPORT int execle(const char *path, const char *argument, ...)
{
    EXECL_ARRAY(arguments)
    char *const *environment = va_arg(list, char *const *);
    va_end(list);
    return execve(path, arguments, environment);
}
