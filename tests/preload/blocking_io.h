/*
 * tests/preload/blocking_io.h - calls on descriptors that block for LONG_MS, and then give up or
 * are let go.
 */
#ifndef TESTS_PRELOAD_BLOCKING_IO_H
#define TESTS_PRELOAD_BLOCKING_IO_H

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <time.h>

#include "preload/scenario.h"

enum { LONG_MS = 60, NS_PER_MS = 1000000, NS_PER_SECOND = 1000000000 };

static const struct timespec s_long = {0, LONG_MS *NS_PER_MS};
static const struct timeval s_long_us = {0, LONG_MS * 1000};

/* ---- Input and output, which give up after a while ---- */

static char s_bytes[4096];
static struct iovec s_parts = {s_bytes, sizeof(s_bytes)};
static struct mmsghdr s_message = {.msg_hdr = {.msg_iov = &s_parts, .msg_iovlen = 1}};

static void set_deadlines(int fd)
{
    EXPECT(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &s_long_us, sizeof(s_long_us)) == 0);
    EXPECT(setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &s_long_us, sizeof(s_long_us)) == 0);
}

/* Nothing to read from it, and no room to write. */
static int busy_socket(void)
{
    int fds[2];
    EXPECT(socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0);
    while (send(fds[0], s_bytes, sizeof(s_bytes), MSG_DONTWAIT) > 0) {
    }
    set_deadlines(fds[0]);
    return fds[0];
}

#define CALL_IO(name, ...)                                        \
    static void call_##name(void)                                 \
    {                                                             \
        int fd = busy_socket();                                   \
        EXPECT((name)(fd, __VA_ARGS__) == -1 && errno == EAGAIN); \
    }
CALL_IO(read, s_bytes, 1)
CALL_IO(readv, &s_parts, 1)
CALL_IO(recv, s_bytes, 1, 0)
CALL_IO(recvfrom, s_bytes, 1, 0, NULL, NULL)
CALL_IO(recvmsg, &s_message.msg_hdr, 0)
CALL_IO(recvmmsg, &s_message, 1, 0, NULL)
CALL_IO(write, s_bytes, sizeof(s_bytes))
CALL_IO(writev, &s_parts, 1)
CALL_IO(send, s_bytes, sizeof(s_bytes), 0)
CALL_IO(sendto, s_bytes, sizeof(s_bytes), 0, NULL, 0)
CALL_IO(sendmsg, &s_message.msg_hdr, 0)
CALL_IO(sendmmsg, &s_message, 1, 0)

/* Nobody connects to it, and it accepts nobody. */
static int listener(struct sockaddr_un *ret_address)
{
    socklen_t bytes = sizeof(*ret_address);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    *ret_address = (struct sockaddr_un){.sun_family = AF_UNIX};
    EXPECT(bind(fd, (struct sockaddr *)ret_address, sizeof(sa_family_t)) == 0);
    EXPECT(listen(fd, 0) == 0);
    EXPECT(getsockname(fd, (struct sockaddr *)ret_address, &bytes) == 0);
    set_deadlines(fd);
    return fd;
}

static void call_accept(void)
{
    struct sockaddr_un address;
    EXPECT(accept(listener(&address), NULL, NULL) == -1 && errno == EAGAIN);
}

static void call_accept4(void)
{
    struct sockaddr_un address;
    EXPECT(accept4(listener(&address), NULL, NULL, SOCK_CLOEXEC) == -1 && errno == EAGAIN);
}

static int connect_to(const struct sockaddr_un *address)
{
    enum { NAME_BYTES = 6 }; /* "autobind" gives a zero byte and five digits */
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    set_deadlines(fd);
    return connect(fd, (const struct sockaddr *)address, sizeof(sa_family_t) + NAME_BYTES);
}

static void call_connect(void)
{
    struct sockaddr_un address;
    (void)listener(&address);
    EXPECT(connect_to(&address) == 0);
    EXPECT(connect_to(&address) == -1 && errno == EAGAIN);
}

/* ---- Files ---- */

static void call_fsync(void)
{
    EXPECT(fsync(fileno(tmpfile())) == 0);
}

static void call_fdatasync(void)
{
    EXPECT(fdatasync(fileno(tmpfile())) == 0);
}

/* A file that a child has locked, and unlocks by its end. */
static int locked_file(int (*lock)(int fd))
{
    char path[] = "/tmp/blocking_calls.XXXXXX", byte;
    int ready[2], fd = mkstemp(path);
    EXPECT(fd >= 0 && pipe(ready) == 0);
    if (fork() == 0) {
        int own = open(path, O_RDWR);
        EXPECT(unlink(path) == 0 && lock(own) == 0 && write(ready[1], "", 1) == 1);
        (void)nanosleep(&s_long, NULL);
        _exit(0);
    }
    EXPECT(read(ready[0], &byte, 1) == 1);
    return fd;
}

static int by_flock(int fd)
{
    return flock(fd, LOCK_EX);
}

static int by_fcntl(int fd)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    return fcntl(fd, F_SETLKW, &lock);
}

static int by_lockf(int fd)
{
    return lockf(fd, F_LOCK, 0);
}

static void call_flock(void)
{
    EXPECT(by_flock(locked_file(by_flock)) == 0);
}

static void call_fcntl(void)
{
    EXPECT(by_fcntl(locked_file(by_fcntl)) == 0);
}

static void call_lockf(void)
{
    EXPECT(by_lockf(locked_file(by_lockf)) == 0);
}

#endif
