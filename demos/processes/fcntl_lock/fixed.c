/*
 * processes/fcntl_lock/fixed.c - a lock that belongs to its descriptor.
 *
 * FIX     F_OFD_SETLK: it lasts until this very file is closed.
 * PYTHON  S2, Locks have their own problems: fcntl.flock
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

#include <fcntl.h>
#include <sys/wait.h>

enum { SET_LOCK = F_OFD_SETLK };

static char path[] = "/tmp/demo-lock.XXXXXX";

/* Lock the whole file, or say that another has it. */
static int try_lock(int fd)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    return fcntl(fd, SET_LOCK, &whole) == 0;
}

/* Somebody who knows nothing of the lock. */
static void have_a_look(void)
{
    int fd = (int)MUST_SYS(open(path, O_RDONLY | O_CLOEXEC));
    MUST_SYS(close(fd));
}

int main(void)
{
    int status;
    int fd = (int)MUST_SYS(mkstemp(path));
    if (!try_lock(fd)) {
        return 2;
    }
    have_a_look();
    pid_t child = (pid_t)MUST_SYS(fork());
    if (child == 0) {
        _exit(try_lock((int)MUST_SYS(open(path, O_RDWR | O_CLOEXEC))));
    }
    MUST_SYS(waitpid(child, &status, 0));
    MUST_SYS(unlink(path));
    int owners = 1 + WEXITSTATUS(status);
    printf("%d process(es) hold the lock\n", owners);
    return owners == 1 ? 0 : 1;
}
