/* lockcheck doctor: looks at this machine, a program or a process; starts nothing of the user's. */
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/env.h"
#include "cli/commands.h"
#include "cli/doctor.h"
#include "cli/find_program.h"
#include "cli/switches.h"
#include "lockcheck/version.h"

enum { STATUS_CANNOT_CHECK = 1 };

enum doctor_switch { SWITCH_PID, SWITCH_HELP, SWITCH_LIBRARY_IS_HERE };

/* The last one is what doctor_system.c asks of a second copy of us; it is not in the help. */
static const struct lc_switch switches[] = {
    [SWITCH_PID] = {"pid", "N", "look at a running process", 'p'},
    [SWITCH_HELP] = {"help", NULL, "print this and end", 'h'},
    [SWITCH_LIBRARY_IS_HERE] = {"library-is-here", NULL, "", 0},
};

struct request {
    pid_t pid; /* 0: none */
    const char *program;
};

void lc_doctor_say(struct lc_doctor *doctor, enum lc_doctor_verdict verdict, const char *topic,
                   const char *format, ...)
{
    static const char *const words[] = {
        [LC_DOCTOR_OK] = "ok", [LC_DOCTOR_NOTE] = "note", [LC_DOCTOR_NO] = "NO"};
    va_list arguments;
    if (verdict == LC_DOCTOR_NO) {
        doctor->anything_wrong = true;
    }
    printf("  %-5s %-10s ", words[verdict], topic);
    va_start(arguments, format);
    (void)vprintf(format, arguments);
    va_end(arguments);
    putchar('\n');
}

static int print_help(void)
{
    puts("usage: lockcheck doctor [PROGRAM | --pid=N]\n"
         "Says whether lockcheck works here, and whether it can see into PROGRAM or process N.\n"
         "Only looks; does not start the program.\n");
    lc_switches_help(stdout, switches, SWITCH_LIBRARY_IS_HERE);
    puts("\nExit status: 0 it can be checked (notes say how well); 1 it cannot, a line with NO "
         "says\n"
         "why; 125 wrong usage; 127 no such program.");
    return 0;
}

static int answer_library_is_here(void)
{
    bool mapped = false;
    return lc_doctor_is_mapped(getpid(), &mapped) == 0 && mapped ? 0 : STATUS_CANNOT_CHECK;
}

static int examine(const struct request *request)
{
    static char path[PATH_MAX];
    struct lc_doctor doctor = {0};
    struct lc_elf_facts library = {0};
    if (request->program && lc_find_program(request->program, path) == -ENOENT) {
        fprintf(stderr, "lockcheck doctor: %s: no such program\n", request->program);
        return LC_EXIT_NOT_FOUND;
    }
    puts("lockcheck " LOCKCHECK_VERSION);
    lc_doctor_system(&doctor, &library);
    if (request->pid) {
        snprintf(path, sizeof(path), "/proc/%d/exe", (int)request->pid);
        lc_doctor_process(&doctor, request->pid);
    }
    if (path[0] && access(path, F_OK) == 0) {
        lc_doctor_program(&doctor, path, &library);
    }
    return doctor.anything_wrong ? STATUS_CANNOT_CHECK : 0;
}

static int read_pid(const char *text, pid_t *ret_pid)
{
    char *end;
    long number = strtol(text, &end, 10);
    if (end == text || *end != '\0' || number <= 0 || number > INT_MAX) {
        fprintf(stderr, "lockcheck doctor: --pid takes the number of a process, not '%s'\n", text);
        return -EINVAL;
    }
    *ret_pid = (pid_t)number;
    return 0;
}

int lc_cmd_doctor(int argc, char **argv)
{
    struct request request = {0};
    struct lc_switch_reader reader;
    lc_switches_start(&reader, "lockcheck doctor", switches, LC_COUNT_OF(switches), argc, argv);
    int which;
    while ((which = lc_switches_next(&reader)) >= 0) {
        switch ((enum doctor_switch)which) {
        case SWITCH_HELP:
            return print_help();
        case SWITCH_LIBRARY_IS_HERE:
            return answer_library_is_here();
        case SWITCH_PID:
            if (read_pid(reader.value, &request.pid) != 0) {
                return LC_EXIT_FAILURE;
            }
            break;
        }
    }
    int words = argc - reader.next;
    if (which == LC_SWITCH_BAD || words + (request.pid != 0) > 1) {
        if (which != LC_SWITCH_BAD) {
            fputs("lockcheck doctor: takes one PROGRAM or one --pid\n", stderr);
        }
        return LC_EXIT_FAILURE;
    }
    request.program = words ? argv[reader.next] : NULL;
    return examine(&request);
}
