/*
 * event-loop/file_offset/fixed_own_fd.c - an offset for each thread.
 *
 * FIX     Each thread opens the file for itself: an open file has one offset,
 *         and this one is nobody else's. dup() would not do, since a copied
 *         descriptor stays with the same open file.
 * PYTHON  S4, aiofiles: a file object for each thread, opened by it
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

enum { RECORD_BYTES = 4 };

static FILE *file;
static pthread_barrier_t first_placed;
static pthread_barrier_t both_placed;

static void write_record(int number, const char *text)
{
    char path[32];
    snprintf(path, sizeof(path), "/proc/self/fd/%d", fileno(file));
    int own = (int)MUST_SYS(open(path, O_WRONLY | O_CLOEXEC));
    if (number == 1) {
        demo_meet(&first_placed);
    }
    MUST_SYS(lseek(own, number * RECORD_BYTES, SEEK_SET));
    if (number == 0) {
        demo_meet(&first_placed);
    }
    demo_meet(&both_placed);
    MUST_SYS(write(own, text, RECORD_BYTES));
    MUST_SYS(close(own));
}

static void *write_first(void *unused)
{
    (void)unused;
    write_record(0, "aaaa");
    return NULL;
}

static void *write_second(void *unused)
{
    (void)unused;
    write_record(1, "bbbb");
    return NULL;
}

int main(void)
{
    pthread_t threads[2];
    char text[4 * RECORD_BYTES + 1] = "";
    file = tmpfile();
    if (file == NULL) {
        return 2;
    }
    MUST(pthread_barrier_init(&first_placed, NULL, 2));
    MUST(pthread_barrier_init(&both_placed, NULL, 2));
    MUST(pthread_create(&threads[0], NULL, write_first, NULL));
    MUST(pthread_create(&threads[1], NULL, write_second, NULL));
    MUST(pthread_join(threads[0], NULL));
    MUST(pthread_join(threads[1], NULL));
    MUST_SYS(pread(fileno(file), text, sizeof(text) - 1, 0));
    printf("the file holds '%s'\n", text);
    return strcmp(text, "aaaabbbb") == 0 ? 0 : 1;
}
