/*
 * processes/shm_pointer/buggy.c - an address means nothing next door.
 * Cure: fixed.c
 *
 * BUG     The shared page holds a pointer into itself. Each process has the
 *         page at its own address, so the pointer is right in one of them only.
 * WHEN    As soon as a process maps the page by itself. A forked child inherits
 *         the parent's address, and the bug sleeps until somebody uses exec.
 * FIX     Store distances from the start of the page, not addresses.
 * PYTHON  S0 S2, Sharing data across processes: only bytes can be shared there;
 *         objects hold pointers, so they are pickled instead
 *
 * expect plain      wrong
 * expect tsan-gcc   misses not-shared
 * expect tsan-clang misses not-shared
 * expect helgrind   misses not-shared
 * expect drd        misses not-shared
 * expect lockcheck  misses not-shared
 */
#include "../../common/demo.h"

#include <stddef.h>
#include <sys/mman.h>
#include <sys/wait.h>

struct page {
    int *best; /* points to one of the scores */
    int scores[4];
};

static struct page *map_page(int fd)
{
    struct page *page =
        mmap(NULL, sizeof(*page), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    demo_must(page == MAP_FAILED ? errno : 0, "mmap", __FILE__, __LINE__);
    return page;
}

/* Does the best score lie in our page, and is it right? */
static int read_best(struct page *page)
{
    int *best = page->best;
    if (best < page->scores || best >= page->scores + 4) {
        printf("the best score lies outside of the page\n");
        return 1;
    }
    printf("the best score is %d\n", *best);
    return *best == 42 ? 0 : 1;
}

int main(void)
{
    int status;
    int fd = (int)MUST_SYS(memfd_create("scores", MFD_CLOEXEC));
    MUST_SYS(ftruncate(fd, sizeof(struct page)));
    struct page *page = map_page(fd);
    page->scores[2] = 42;
    page->best = &page->scores[2];
    pid_t child = (pid_t)MUST_SYS(fork());
    if (child == 0) {
        /* The inherited one stays mapped, so ours comes elsewhere. */
        exit(read_best(map_page(fd)));
    }
    MUST_SYS(waitpid(child, &status, 0));
    return WEXITSTATUS(status);
}
