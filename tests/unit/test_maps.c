#include "support/cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/maps.h"

static bool parse(const char *text, struct lc_map_line *ret_line)
{
    static char copy[512];
    (void)snprintf(copy, sizeof(copy), "%s", text);
    return lc_map_parse(copy, ret_line);
}

static void a_line_says_where_and_what(void **state)
{
    (void)state;
    struct lc_map_line line;
    assert_true(
        parse("7f00a000-7f00c000 rw-s 00001000 fd:02 4711                 /tmp/a file", &line));
    assert_int_equal(line.start, 0x7f00a000);
    assert_int_equal(line.end, 0x7f00c000);
    assert_true(line.is_shared);
    assert_int_equal(line.offset, 0x1000);
    assert_int_equal(line.device_major, 0xfd);
    assert_int_equal(line.device_minor, 2);
    assert_int_equal(line.inode, 4711);
    assert_string_equal(line.path, "/tmp/a file");
}

static void memory_without_a_name_has_none(void **state)
{
    (void)state;
    struct lc_map_line line;
    assert_true(parse("1000-2000 rw-p 00000000 00:00 0 ", &line));
    assert_false(line.is_shared);
    assert_string_equal(line.path, "");
}

static void what_is_no_line_is_refused(void **state)
{
    (void)state;
    static const char *const others[] = {"",
                                         "1000",
                                         "1000-",
                                         "x-y rw-p 0 0:0 0",
                                         "1000-2000 rw",
                                         "1000-2000 rw-p ",
                                         "1000-2000 rw-p 0 00 0"};
    struct lc_map_line line;
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        assert_false(parse(others[i], &line));
    }
}

struct search {
    uintptr_t address;
    struct lc_map_line found;
    unsigned seen;
};

static bool take(void *context, const struct lc_map_line *line)
{
    struct search *search = context;
    search->seen++;
    search->found = *line;
    return search->address - line->start < line->end - line->start;
}

static void a_shared_mapping_of_ours_is_found_with_its_inode(void **state)
{
    (void)state;
    static char buffer[LC_MAPS_BUFFER_BYTES];
    int fd = memfd_create("here", MFD_CLOEXEC);
    struct stat status;
    assert_int_equal(ftruncate(fd, 8192), 0);
    assert_int_equal(fstat(fd, &status), 0);
    char *memory = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 4096);
    assert_ptr_not_equal(memory, MAP_FAILED);
    struct search search = {.address = (uintptr_t)memory + 100};
    assert_true(lc_maps_find("/proc/self/maps", buffer, take, &search));
    assert_true(search.found.is_shared);
    assert_int_equal(search.found.offset, 4096);
    assert_int_equal(search.found.inode, status.st_ino);
    assert_int_equal(search.found.device_major, major(status.st_dev));
    assert_int_equal(search.found.device_minor, minor(status.st_dev));
    assert_int_equal(munmap(memory, 4096), 0);
    assert_int_equal(close(fd), 0);
}

/* Lines of many lengths end in the middle of a read. */
static void no_line_is_lost_where_a_read_ends(void **state)
{
    (void)state;
    enum { LINES = 2000 };
    static char buffer[LC_MAPS_BUFFER_BYTES];
    char path[] = "/tmp/test_maps.XXXXXX";
    int fd = mkstemp(path);
    FILE *file = fdopen(fd, "w");
    assert_non_null(file);
    for (unsigned i = 0; i < LINES; i++) {
        (void)fprintf(file, "%x000-%x000 rw-p 00000000 00:00 0 %.*s\n", i + 1, i + 2, (int)(i % 60),
                      "/a/path/of/changing/length/so/that/reads/end/anywhere/here/");
    }
    assert_int_equal(fclose(file), 0);
    struct search search = {.address = (uintptr_t)LINES << 12};
    assert_true(lc_maps_find(path, buffer, take, &search));
    assert_int_equal(search.seen, LINES);
    search = (struct search){.address = 1};
    assert_false(lc_maps_find(path, buffer, take, &search));
    assert_int_equal(search.seen, LINES);
    assert_int_equal(unlink(path), 0);
    assert_false(lc_maps_find(path, buffer, take, &search));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_says_where_and_what),
        cmocka_unit_test(memory_without_a_name_has_none),
        cmocka_unit_test(what_is_no_line_is_refused),
        cmocka_unit_test(a_shared_mapping_of_ours_is_found_with_its_inode),
        cmocka_unit_test(no_line_is_lost_where_a_read_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
