/*
 * processes/shm_pointer/fixed.c - a distance means the same everywhere.
 *
 * FIX     An offset, added to one's own address of the page.
 * PYTHON  S0 S2, Sharing data across processes: struct.unpack_from(buffer,
 *         offset)
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

#include <stddef.h>
#include <sys/mman.h>
#include <sys/wait.h>

struct page {
    size_t best; /* of one of the scores: its distance from the page */
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
    int *best = (int *)((char *)page + page->best);
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
    page->best = offsetof(struct page, scores[2]);
    pid_t child = (pid_t)MUST_SYS(fork());
    if (child == 0) {
        /* The inherited one stays mapped, so ours comes elsewhere. */
        exit(read_best(map_page(fd)));
    }
    MUST_SYS(waitpid(child, &status, 0));
    return WEXITSTATUS(status);
}
