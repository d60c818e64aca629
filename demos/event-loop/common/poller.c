#include "poller.h"
#include "../../common/demo.h"

#include <sys/epoll.h>

static void epoll_add(struct poller *poller, int fd)
{
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    MUST_SYS(epoll_ctl(poller->epoll_fd, EPOLL_CTL_ADD, fd, &event));
}

static void epoll_drop(struct poller *poller, int fd)
{
    MUST_SYS(epoll_ctl(poller->epoll_fd, EPOLL_CTL_DEL, fd, NULL));
}

static int wait_for_epoll(struct poller *poller, bool may_block, int *ret_fds)
{
    struct epoll_event events[POLLER_FDS_MAX];
    int count = epoll_wait(poller->epoll_fd, events, POLLER_FDS_MAX,
                           may_block ? -1 : 0);
    for (int i = 0; i < count; i++) {
        ret_fds[i] = events[i].data.fd;
    }
    return count < 0 ? 0 : count; /* interrupted: the caller asks again */
}

void poller_init_epoll(struct poller *poller)
{
    *poller = (struct poller){
        .add = epoll_add, .drop = epoll_drop, .wait = wait_for_epoll};
    poller->epoll_fd = (int)MUST_SYS(epoll_create1(EPOLL_CLOEXEC));
}

static void poll_add(struct poller *poller, int fd)
{
    if (poller->polled_count == POLLER_FDS_MAX) {
        abort();
    }
    poller->polled[poller->polled_count++] =
        (struct pollfd){.fd = fd, .events = POLLIN};
}

static void poll_drop(struct poller *poller, int fd)
{
    for (int i = 0; i < poller->polled_count; i++) {
        if (poller->polled[i].fd == fd) {
            poller->polled[i] = poller->polled[--poller->polled_count];
            return;
        }
    }
}

static int wait_for_poll(struct poller *poller, bool may_block, int *ret_fds)
{
    int count = 0;
    if (poll(poller->polled, (nfds_t)poller->polled_count, may_block ? -1 : 0) <
        0) {
        return 0;
    }
    for (int i = 0; i < poller->polled_count; i++) {
        if (poller->polled[i].revents != 0) {
            ret_fds[count++] = poller->polled[i].fd;
        }
    }
    return count;
}

void poller_init_poll(struct poller *poller)
{
    *poller = (struct poller){.add = poll_add,
                              .drop = poll_drop,
                              .wait = wait_for_poll,
                              .epoll_fd = -1};
}

void poller_fini(struct poller *poller)
{
    if (poller->epoll_fd >= 0) {
        MUST_SYS(close(poller->epoll_fd));
    }
}
