#include "support/cmocka_all.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/fmt.h"

static void every_kind_of_value_reads_as_expected(void **state)
{
    (void)state;
    char buffer[256];
    struct lc_fmt fmt;
    lc_fmt_init(&fmt, buffer, sizeof(buffer));
    lc_fmt_str(&fmt, "a ");
    lc_fmt_u64(&fmt, 0);
    lc_fmt_char(&fmt, ' ');
    lc_fmt_u64(&fmt, UINT64_MAX);
    lc_fmt_char(&fmt, ' ');
    lc_fmt_hex(&fmt, 0);
    lc_fmt_char(&fmt, ' ');
    lc_fmt_hex(&fmt, UINT64_MAX);
    assert_string_equal(buffer, "a 0 18446744073709551615 0x0 0xffffffffffffffff");
    assert_int_equal(fmt.used, strlen(buffer));
    assert_false(fmt.cut);
}

static void what_does_not_fit_is_cut_and_terminated(void **state)
{
    (void)state;
    char buffer[8];
    memset(buffer, 'x', sizeof(buffer));
    struct lc_fmt fmt;
    lc_fmt_init(&fmt, buffer, 6);
    lc_fmt_str(&fmt, "abc");
    lc_fmt_u64(&fmt, 1234);
    lc_fmt_str(&fmt, "more");
    assert_string_equal(buffer, "abc12");
    assert_true(fmt.cut);
    assert_int_equal(buffer[6], 'x');
    lc_fmt_clear(&fmt);
    assert_string_equal(buffer, "");
    assert_false(fmt.cut);
}

static void text_that_fits_exactly_is_not_cut(void **state)
{
    (void)state;
    char buffer[6];
    struct lc_fmt fmt;
    lc_fmt_init(&fmt, buffer, sizeof(buffer));
    lc_fmt_str(&fmt, "abcde");
    assert_string_equal(buffer, "abcde");
    assert_false(fmt.cut);
}

static void a_buffer_of_nothing_is_allowed(void **state)
{
    (void)state;
    struct lc_fmt fmt;
    lc_fmt_init(&fmt, NULL, 0);
    lc_fmt_str(&fmt, "abc");
    assert_true(fmt.cut);
    assert_int_equal(fmt.used, 0);
    assert_int_equal(lc_fmt_write(&fmt, STDERR_FILENO), 0);
}

static void padding_reaches_a_column_and_never_goes_back(void **state)
{
    (void)state;
    char buffer[32];
    struct lc_fmt fmt;
    lc_fmt_init(&fmt, buffer, sizeof(buffer));
    lc_fmt_str(&fmt, "ab");
    lc_fmt_pad(&fmt, 5);
    lc_fmt_char(&fmt, '|');
    lc_fmt_pad(&fmt, 3);
    assert_string_equal(buffer, "ab   |");
}

static void writing_delivers_the_text_and_keeps_errno(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    char buffer[16];
    struct lc_fmt fmt;
    lc_fmt_init(&fmt, buffer, sizeof(buffer));
    lc_fmt_str(&fmt, "hello");
    errno = ERANGE;
    assert_int_equal(lc_fmt_write(&fmt, ends[1]), 0);
    assert_int_equal(errno, ERANGE);
    char read_back[16] = "";
    assert_int_equal(read(ends[0], read_back, sizeof(read_back)), 5);
    assert_string_equal(read_back, "hello");
    (void)close(ends[0]);
    (void)close(ends[1]);
}

static void a_full_disk_is_an_error_that_keeps_errno(void **state)
{
    (void)state;
    int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
    if (fd < 0) {
        skip();
    }
    char buffer[16];
    struct lc_fmt fmt;
    lc_fmt_init(&fmt, buffer, sizeof(buffer));
    lc_fmt_str(&fmt, "hello");
    errno = 0;
    assert_int_equal(lc_fmt_write(&fmt, fd), -ENOSPC);
    assert_int_equal(errno, 0);
    (void)close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_value_reads_as_expected),
        cmocka_unit_test(what_does_not_fit_is_cut_and_terminated),
        cmocka_unit_test(text_that_fits_exactly_is_not_cut),
        cmocka_unit_test(a_buffer_of_nothing_is_allowed),
        cmocka_unit_test(padding_reaches_a_column_and_never_goes_back),
        cmocka_unit_test(writing_delivers_the_text_and_keeps_errno),
        cmocka_unit_test(a_full_disk_is_an_error_that_keeps_errno),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
