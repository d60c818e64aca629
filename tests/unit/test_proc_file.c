#include "support/cmocka_all.h"

#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/proc_file.h"

/* Of a child that was waited for: nobody has it now. */
static uint32_t number_of_nobody(void)
{
    pid_t child = fork();
    if (child == 0) {
        _exit(0);
    }
    assert_int_equal(waitpid(child, NULL, 0), child);
    return (uint32_t)child;
}

static void a_path_is_folder_number_and_name(void **state)
{
    (void)state;
    char path[LC_PROC_PATH_BYTES];
    assert_ptr_equal(lc_proc_path(path, "/proc/self/task/", UINT32_MAX, "/children"), path);
    assert_string_equal(path, "/proc/self/task/4294967295/children");
}

static void a_file_is_read_as_text(void **state)
{
    (void)state;
    char text[64], expected[64];
    long bytes = lc_proc_read("/proc/", (uint32_t)getpid(), "/stat", text, sizeof(text));
    assert_int_equal(bytes, strlen(text));
    (void)snprintf(expected, sizeof(expected), "%d (", (int)getpid());
    assert_memory_equal(text, expected, strlen(expected));
}

static void a_longer_file_is_cut(void **state)
{
    (void)state;
    char text[] = "unchanged";
    assert_int_equal(lc_proc_read("/proc/", (uint32_t)getpid(), "/status", text, 5), 4);
    assert_string_equal(text, "Name");
}

static void a_process_that_is_gone_has_none(void **state)
{
    (void)state;
    char text[] = "unchanged";
    assert_true(lc_proc_read("/proc/", number_of_nobody(), "/stat", text, sizeof(text)) < 0);
    assert_string_equal(text, "");
}

static void a_name_fills_all_of_its_room(void **state)
{
    (void)state;
    static const char longest[LC_PROC_NAME_BYTES] = "fifteen letters", none[LC_PROC_NAME_BYTES];
    char name[LC_PROC_NAME_BYTES];
    assert_int_equal(prctl(PR_SET_NAME, longest), 0);
    lc_proc_name("/proc/self/task/", (uint32_t)getpid(), name);
    assert_memory_equal(name, longest, sizeof(name));
    lc_proc_name("/proc/", number_of_nobody(), name);
    assert_memory_equal(name, none, sizeof(name));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_path_is_folder_number_and_name),
        cmocka_unit_test(a_file_is_read_as_text),
        cmocka_unit_test(a_longer_file_is_cut),
        cmocka_unit_test(a_process_that_is_gone_has_none),
        cmocka_unit_test(a_name_fills_all_of_its_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
