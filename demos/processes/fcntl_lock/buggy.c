/*
 * processes/fcntl_lock/buggy.c - a lock lost by somebody else's close.
 * Cure: fixed.c
 *
 * BUG     A POSIX record lock belongs to the process and the file, not to the
 *         descriptor. Closing any descriptor of the file drops it, even one
 *         that a library opened to have a look.
 * WHEN    Always, and without a word: fcntl reported no error.
 * FIX     A lock of the open file description: F_OFD_SETLK.
 * PYTHON  S2, Locks have their own problems: fcntl.lockf; fcntl.flock does not
 *         do this
 *
 * expect plain      wrong
 * expect tsan-gcc   misses atomicity
 * expect tsan-clang misses atomicity
 * expect helgrind   misses atomicity
 * expect drd        misses atomicity
 * expect lockcheck  misses atomicity
 */
#include "../../common/demo.h"

#include <fcntl.h>
#include <sys/wait.h>

enum { SET_LOCK = F_SETLK };

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
