/*
 * event-loop/common/poller.h - "which of these descriptors can be read?", asked
 * of epoll or of poll.
 *
 * Threads: none inside. One thread at a time may call.
 */
#ifndef DEMO_POLLER_H
#define DEMO_POLLER_H

#include <poll.h>
#include <stdbool.h>

enum { POLLER_FDS_MAX = 16 };

struct poller {
    void (*add)(struct poller *poller, int fd);
    void (*drop)(struct poller *poller, int fd);
    /* Fill ret_fds, at most POLLER_FDS_MAX, and say how many there are. */
    int (*wait)(struct poller *poller, bool may_block, int *ret_fds);
    int epoll_fd;                         /* of the epoll kind */
    struct pollfd polled[POLLER_FDS_MAX]; /* of the poll kind */
    int polled_count;
};

void poller_init_epoll(struct poller *poller);
void poller_init_poll(struct poller *poller);
void poller_fini(struct poller *poller);

#endif
