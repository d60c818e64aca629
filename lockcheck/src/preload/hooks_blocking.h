/*
 * preload/hooks_blocking.h - calls that may block for something that is no lock.
 *
 * HOOK(return type, name, parameters, arguments), as in preload/hooks.h. The wrappers are all alike
 * and made from this list, in blocking.c. The _chk names are what fortified programs call.
 */
#ifndef LC_PRELOAD_HOOKS_BLOCKING_H
#define LC_PRELOAD_HOOKS_BLOCKING_H

#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

#define LC_HOOKS_SLEEP(HOOK)                                                                     \
    HOOK(unsigned, sleep, (unsigned seconds), (seconds))                                         \
    HOOK(int, usleep, (useconds_t us), (us))                                                     \
    HOOK(int, nanosleep, (const struct timespec *time, struct timespec *left), (time, left))     \
    HOOK(int, clock_nanosleep,                                                                   \
         (clockid_t clock, int flags, const struct timespec *time, struct timespec *left),       \
         (clock, flags, time, left))                                                             \
    HOOK(int, pause, (void), ())                                                                 \
    HOOK(int, sigsuspend, (const sigset_t *mask), (mask))                                        \
    HOOK(int, poll, (struct pollfd * fds, nfds_t count, int ms), (fds, count, ms))               \
    HOOK(int, __poll_chk, (struct pollfd * fds, nfds_t count, int ms, size_t room),              \
         (fds, count, ms, room))                                                                 \
    HOOK(int, ppoll,                                                                             \
         (struct pollfd * fds, nfds_t count, const struct timespec *time, const sigset_t *mask), \
         (fds, count, time, mask))                                                               \
    HOOK(int, select, (int count, fd_set *in, fd_set *out, fd_set *other, struct timeval *time), \
         (count, in, out, other, time))                                                          \
    HOOK(int, pselect,                                                                           \
         (int count, fd_set *in, fd_set *out, fd_set *other, const struct timespec *time,        \
          const sigset_t *mask),                                                                 \
         (count, in, out, other, time, mask))                                                    \
    HOOK(int, epoll_wait, (int fd, struct epoll_event *events, int count, int ms),               \
         (fd, events, count, ms))                                                                \
    HOOK(int, epoll_pwait,                                                                       \
         (int fd, struct epoll_event *events, int count, int ms, const sigset_t *mask),          \
         (fd, events, count, ms, mask))                                                          \
    HOOK(int, epoll_pwait2,                                                                      \
         (int fd, struct epoll_event *events, int count, const struct timespec *time,            \
          const sigset_t *mask),                                                                 \
         (fd, events, count, time, mask))                                                        \
    HOOK(int, thrd_sleep, (const struct timespec *time, struct timespec *left), (time, left))

#define LC_HOOKS_IO(HOOK)                                                                      \
    HOOK(ssize_t, read, (int fd, void *buffer, size_t bytes), (fd, buffer, bytes))             \
    HOOK(ssize_t, __read_chk, (int fd, void *buffer, size_t bytes, size_t room),               \
         (fd, buffer, bytes, room))                                                            \
    HOOK(ssize_t, readv, (int fd, const struct iovec *parts, int count), (fd, parts, count))   \
    HOOK(ssize_t, write, (int fd, const void *buffer, size_t bytes), (fd, buffer, bytes))      \
    HOOK(ssize_t, writev, (int fd, const struct iovec *parts, int count), (fd, parts, count))  \
    HOOK(ssize_t, recv, (int fd, void *buffer, size_t bytes, int flags),                       \
         (fd, buffer, bytes, flags))                                                           \
    HOOK(ssize_t, __recv_chk, (int fd, void *buffer, size_t bytes, size_t room, int flags),    \
         (fd, buffer, bytes, room, flags))                                                     \
    HOOK(ssize_t, recvfrom,                                                                    \
         (int fd, void *buffer, size_t bytes, int flags, __SOCKADDR_ARG address,               \
          socklen_t *address_bytes),                                                           \
         (fd, buffer, bytes, flags, address, address_bytes))                                   \
    HOOK(ssize_t, __recvfrom_chk,                                                              \
         (int fd, void *buffer, size_t bytes, size_t room, int flags, __SOCKADDR_ARG address,  \
          socklen_t *address_bytes),                                                           \
         (fd, buffer, bytes, room, flags, address, address_bytes))                             \
    HOOK(ssize_t, recvmsg, (int fd, struct msghdr *message, int flags), (fd, message, flags))  \
    HOOK(ssize_t, send, (int fd, const void *buffer, size_t bytes, int flags),                 \
         (fd, buffer, bytes, flags))                                                           \
    HOOK(ssize_t, sendto,                                                                      \
         (int fd, const void *buffer, size_t bytes, int flags, __CONST_SOCKADDR_ARG address,   \
          socklen_t address_bytes),                                                            \
         (fd, buffer, bytes, flags, address, address_bytes))                                   \
    HOOK(ssize_t, sendmsg, (int fd, const struct msghdr *message, int flags),                  \
         (fd, message, flags))                                                                 \
    HOOK(int, accept, (int fd, __SOCKADDR_ARG address, socklen_t *address_bytes),              \
         (fd, address, address_bytes))                                                         \
    HOOK(int, accept4, (int fd, __SOCKADDR_ARG address, socklen_t *address_bytes, int flags),  \
         (fd, address, address_bytes, flags))                                                  \
    HOOK(int, connect, (int fd, __CONST_SOCKADDR_ARG address, socklen_t address_bytes),        \
         (fd, address, address_bytes))                                                         \
    HOOK(int, fsync, (int fd), (fd))                                                           \
    HOOK(int, fdatasync, (int fd), (fd))                                                       \
    HOOK(int, flock, (int fd, int operation), (fd, operation))                                 \
    HOOK(int, lockf, (int fd, int command, off_t bytes), (fd, command, bytes))                 \
    HOOK(int, getaddrinfo,                                                                     \
         (const char *node, const char *service, const struct addrinfo *hints,                 \
          struct addrinfo **ret_list),                                                         \
         (node, service, hints, ret_list))                                                     \
    HOOK(int, recvmmsg,                                                                        \
         (int fd, struct mmsghdr *messages, unsigned count, int flags, struct timespec *time), \
         (fd, messages, count, flags, time))                                                   \
    HOOK(int, sendmmsg, (int fd, struct mmsghdr *messages, unsigned count, int flags),         \
         (fd, messages, count, flags))                                                         \
    HOOK(int, lockf64, (int fd, int command, off64_t bytes), (fd, command, bytes))             \
    HOOK(int, pclose, (FILE * stream), (stream))                                               \
    HOOK(int, system, (const char *command), (command))

#define LC_HOOKS_WAIT(HOOK)                                                                        \
    HOOK(pid_t, wait, (int *status), (status))                                                     \
    HOOK(pid_t, waitpid, (pid_t pid, int *status, int options), (pid, status, options))            \
    HOOK(pid_t, wait3, (int *status, int options, struct rusage *usage), (status, options, usage)) \
    HOOK(pid_t, wait4, (pid_t pid, int *status, int options, struct rusage *usage),                \
         (pid, status, options, usage))                                                            \
    HOOK(int, waitid, (idtype_t type, id_t id, siginfo_t * info, int options),                     \
         (type, id, info, options))

#define LC_HOOKS_BLOCKING(HOOK) \
    LC_HOOKS_SLEEP(HOOK)        \
    LC_HOOKS_IO(HOOK)           \
    LC_HOOKS_WAIT(HOOK)

/* Their last argument depends on the command: real.c has their stubs. */
#define LC_HOOKS_FCNTL(HOOK)                       \
    HOOK(int, fcntl, (int fd, int command, ...), ) \
    HOOK(int, fcntl64, (int fd, int command, ...), )

#endif
