/* lockcheck stack: where the threads of a process are now. The library asks it about lock holders.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/compiler.h"
#include "base/env.h"
#include "cli/commands.h"
#include "cli/switches.h"
#include "cli/thread_stack.h"

#define COMMAND "lockcheck stack"

enum { SWITCH_TID, SWITCH_RAW_FD, SWITCH_HELP };

static const struct lc_switch switches[] = {
    [SWITCH_TID] = {"tid", "TID", "this thread only", 't'},
    [SWITCH_RAW_FD] = {"raw-fd", "N", "write the addresses to descriptor N; the library uses it",
                       0},
    [SWITCH_HELP] = {"help", NULL, "print this and end", 'h'},
};

struct request {
    pid_t pid, tid;
    int raw_fd; /* -1: print */
};

static void print_help(void)
{
    puts("usage: lockcheck stack [OPTION...] PID\n"
         "Prints where each thread of a running process is now. Each is stopped for milliseconds; "
         "no\n"
         "signal is sent.\n");
    lc_switches_help(stdout, switches, LC_COUNT_OF(switches));
    puts("\nExit status: 0 when every thread was seen, 125 when not, and on wrong usage.");
}

static int fail(const char *text, const char *detail)
{
    fprintf(stderr, COMMAND ": %s%s%s\n", text, *detail ? ": " : "", detail);
    return LC_EXIT_FAILURE;
}

static bool read_number(const char *word, int *ret_number)
{
    char *end;
    errno = 0;
    long number = strtol(word, &end, 10);
    *ret_number = (int)number;
    return errno == 0 && end != word && !*end && number >= 0 && number <= INT32_MAX;
}

static int print_thread(struct lc_thread_stacks *stacks, pid_t pid, pid_t tid)
{
    struct lc_thread_stack stack;
    char path[64], name[32] = "";
    (void)snprintf(path, sizeof(path), "/proc/%d/task/%d/comm", (int)pid, (int)tid);
    FILE *file = fopen(path, "re");
    if (!file) {
        fprintf(stderr, COMMAND ": process %d has no thread %d\n", (int)pid, (int)tid);
        return -1;
    }
    (void)!fgets(name, sizeof(name), file);
    name[strcspn(name, "\n")] = '\0';
    (void)fclose(file);
    printf("thread %d \"%s\"\n", (int)tid, name);
    int error = lc_thread_stack_take(stacks, tid, &stack);
    if (error) {
        printf("    (cannot be seen: %s)\n", strerror(-error));
        return -1;
    }
    lc_thread_stack_print(stacks, &stack);
    return 0;
}

static int print_all(struct lc_thread_stacks *stacks, pid_t pid)
{
    char path[64];
    (void)snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
    DIR *folder = opendir(path);
    int failed = folder == NULL;
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        int tid;
        if (read_number(entry->d_name, &tid)) {
            failed |= print_thread(stacks, pid, tid) != 0;
        }
    }
    if (folder) {
        (void)closedir(folder);
    }
    return failed ? LC_EXIT_FAILURE : 0;
}

static int write_raw(struct lc_thread_stacks *stacks, const struct request *request)
{
    struct lc_thread_stack stack;
    int error = lc_thread_stack_take(stacks, request->tid, &stack);
    if (error) {
        return LC_EXIT_FAILURE;
    }
    size_t bytes = stack.count * sizeof(stack.addresses[0]);
    return write(request->raw_fd, stack.addresses, bytes) == (ssize_t)bytes ? 0 : LC_EXIT_FAILURE;
}

/* 0: go on; 1: help was printed; -1: refused, with a line on stderr. */
static int read_request(struct request *request, int argc, char **argv)
{
    struct lc_switch_reader reader;
    int which, number;
    lc_switches_start(&reader, COMMAND, switches, LC_COUNT_OF(switches), argc, argv);
    while ((which = lc_switches_next_or_word(&reader)) != LC_SWITCH_END) {
        if (which == SWITCH_HELP) {
            print_help();
            return 1;
        }
        if (which == LC_SWITCH_BAD) {
            return -1;
        }
        if (!read_number(reader.value, &number)) {
            (void)fail("not a number", reader.value);
            return -1;
        }
        *(which == SWITCH_TID      ? &request->tid
          : which == SWITCH_RAW_FD ? &request->raw_fd
                                   : &request->pid) = number;
    }
    if (request->pid == 0) {
        (void)fail("name a process by its pid", "");
        return -1;
    }
    return 0;
}

int lc_cmd_stack(int argc, char **argv)
{
    struct request request = {.raw_fd = -1};
    int refused = read_request(&request, argc, argv);
    if (refused) {
        return refused > 0 ? 0 : LC_EXIT_FAILURE;
    }
    const char *error;
    struct lc_thread_stacks *stacks = lc_thread_stacks_open(request.pid, &error);
    if (!stacks) {
        return fail("cannot look at this process", error);
    }
    int status;
    if (request.raw_fd >= 0) {
        status = write_raw(stacks, &request);
    } else if (request.tid) {
        status = print_thread(stacks, request.pid, request.tid) ? LC_EXIT_FAILURE : 0;
    } else {
        status = print_all(stacks, request.pid);
    }
    lc_thread_stacks_close(stacks);
    return status;
}
