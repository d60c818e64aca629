#include "cli/doctor.h"

#include <errno.h>
#include <fcntl.h>
#include <gnu/libc-version.h>
#include <limits.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/library.h"
#include "cli/run_environment.h"

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

/* Start ourselves with the library in front, and have that process look whether it got it. */
static bool loads_into_a_process(const char *library)
{
    struct lc_run_environment environment;
    if (lc_run_environment_init(&environment, library, "report=0") != 0) {
        return false;
    }
    char name[] = "lockcheck", command[] = "doctor", question[] = "--library-is-here";
    char *argv[] = {name, command, question, NULL};
    posix_spawn_file_actions_t actions;
    pid_t pid;
    int status = -1;
    (void)posix_spawn_file_actions_init(&actions);
    (void)posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    if (posix_spawn(&pid, "/proc/self/exe", &actions, NULL, argv, environment.entries) == 0) {
        while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
        }
    }
    (void)posix_spawn_file_actions_destroy(&actions);
    lc_run_environment_fini(&environment);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void check_library(struct lc_doctor *doctor, struct lc_elf_facts *ret_library)
{
    char path[PATH_MAX];
    int error = lc_library_find(path);
    error = error ? error : lc_elf_read(path, ret_library);
    if (error) {
        lc_doctor_say(doctor, LC_DOCTOR_NO, "library", "%s: %s", path[0] ? path : "not found",
                      strerror(-error));
    } else if (lc_library_check_path(path) != 0) {
        lc_doctor_say(doctor, LC_DOCTOR_NO, "library",
                      "%s: LD_PRELOAD splits at blanks and colons; install it elsewhere", path);
    } else if (!loads_into_a_process(path)) {
        lc_doctor_say(doctor, LC_DOCTOR_NO, "library", "%s is there, but does not load", path);
    } else {
        lc_doctor_say(doctor, LC_DOCTOR_OK, "library", "%s, loads", path);
    }
}

static bool has_advice(int advice)
{
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED) {
        return false;
    }
    bool works = madvise(page, 4096, advice) == 0;
    (void)munmap(page, 4096);
    return works;
}

static bool has_memfd(void)
{
    int fd = memfd_create("lockcheck-doctor", MFD_CLOEXEC);
    if (fd >= 0) {
        (void)close(fd);
    }
    return fd >= 0;
}

static void check_kernel(struct lc_doctor *doctor)
{
    struct utsname name;
    if (uname(&name) == 0) {
        lc_doctor_say(doctor, LC_DOCTOR_OK, "system", "%s %s %s, glibc %s", name.sysname,
                      name.release, name.machine, gnu_get_libc_version());
    }
    if (!has_advice(MADV_POPULATE_WRITE)) {
        lc_doctor_say(doctor, LC_DOCTOR_NOTE, "kernel",
                      "no MADV_POPULATE_WRITE (Linux 5.14): a disk that fills up while a trace is "
                      "written may end the program");
    }
    if (!has_advice(MADV_WIPEONFORK)) {
        lc_doctor_say(doctor, LC_DOCTOR_NOTE, "kernel", "no MADV_WIPEONFORK (Linux 4.14)");
    }
    if (!has_memfd()) {
        lc_doctor_say(doctor, LC_DOCTOR_NOTE, "kernel",
                      "no memfd_create: without a trace file nothing can be reported");
    }
}

static void check_temporary(struct lc_doctor *doctor)
{
    const char *directory = getenv("TMPDIR");
    if (!directory || directory[0] != '/') {
        directory = "/tmp";
    }
    if (access(directory, W_OK | X_OK) != 0) {
        lc_doctor_say(doctor, LC_DOCTOR_NOTE, "traces", "%s: %s; `lockcheck run` needs -o DIR",
                      directory, strerror(errno));
    } else {
        lc_doctor_say(doctor, LC_DOCTOR_OK, "traces", "in %s", directory);
    }
}

void lc_doctor_system(struct lc_doctor *doctor, struct lc_elf_facts *ret_library)
{
    check_library(doctor, ret_library);
    check_kernel(doctor);
    check_temporary(doctor);
}
