/*
 * event-loop/file_offset/buggy.c - one file, one offset, two threads.
 * Cure: fixed.c
 *
 * BUG     lseek sets the offset of the open file, which both threads share; the
 *         write goes wherever the last lseek, of either thread, has put it.
 * WHEN    The other's lseek comes between: rare, forced here. The kernel's own
 *         locks keep each call whole: there is no data race.
 * FIX     pwrite: the place is an argument, not a state (fixed.c); or an open
 *         file for each thread (fixed_own_fd.c).
 * PYTHON  S4, aiofiles: f.seek and f.write from two threads of a pool
 *
 * expect plain      wrong
 * expect tsan-gcc   misses atomicity
 * expect tsan-clang misses atomicity
 * expect helgrind   misses atomicity
 * expect drd        misses atomicity
 * expect lockcheck  misses atomicity
 */
#include "../../common/demo.h"

enum { RECORD_BYTES = 4 };

static FILE *file;
static pthread_barrier_t first_placed;
static pthread_barrier_t both_placed;

static void write_record(int number, const char *text)
{
    if (number == 1) {
        demo_meet(&first_placed);
    }
    MUST_SYS(lseek(fileno(file), number * RECORD_BYTES, SEEK_SET));
    if (number == 0) {
        demo_meet(&first_placed);
    }
    demo_meet(&both_placed);
    MUST_SYS(write(fileno(file), text, RECORD_BYTES));
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
