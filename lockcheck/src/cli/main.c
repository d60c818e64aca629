/* The command line: finds the command and hands the rest to it. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/compiler.h"
#include "base/env.h"
#include "base/nearest.h"
#include "cli/commands.h"
#include "lockcheck/version.h"

struct command {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *summary;
};

#define COMMAND_ENTRY(suffix, name, summary) {name, lc_cmd_##suffix, summary},
#define COMMAND_NAME(suffix, name, summary)  name,

static const struct command commands[] = {LC_COMMAND_TABLE(COMMAND_ENTRY)};
/* Everything that may stand first. */
static const char *const words[] = {LC_COMMAND_TABLE(COMMAND_NAME) "help", "--help", "--version"};

static void print_help(FILE *out)
{
    fputs("usage: lockcheck COMMAND [OPTION...] [ARGUMENT...]\n"
          "Finds deadlocks and misused locks in programs nobody recompiled.\n\n",
          out);
    for (size_t i = 0; i < LC_COUNT_OF(commands); i++) {
        fprintf(out, "  %-14s %s\n", commands[i].name, commands[i].summary);
    }
    fputs("\nTry: lockcheck run -- ./program its arguments\n"
          "`lockcheck COMMAND --help` tells more; so does the manual page lockcheck(1).\n",
          out);
}

static int refuse_unknown(const char *name)
{
    const char *nearest = lc_nearest(name, strlen(name), words, LC_COUNT_OF(words));
    fprintf(stderr, "lockcheck: no command '%s'; ", name);
    if (nearest) {
        fprintf(stderr, "did you mean '%s'?\n", nearest);
    } else {
        fputs("`lockcheck --help` lists them\n", stderr);
    }
    return LC_EXIT_FAILURE;
}

/* A full disk or a closed pipe must not look like success. */
static int finish(int status)
{
    if (fflush(stdout) != 0 || ferror(stdout)) {
        perror("lockcheck: cannot write to standard output");
        return LC_EXIT_FAILURE;
    }
    return status;
}

/*
 * Started with a standard stream closed, the next file we open would take its place and be written
 * to. Fill the gaps; what we start finds them closed, as we did.
 */
static void fill_standard_streams(void)
{
    int fd;
    do {
        fd = open("/dev/null", O_RDWR | O_CLOEXEC);
    } while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd >= 0) {
        (void)close(fd);
    }
}

static int run_command(int argc, char **argv)
{
    for (size_t i = 0; i < LC_COUNT_OF(commands); i++) {
        if (strcmp(argv[0], commands[i].name) == 0) {
            return finish(commands[i].run(argc, argv));
        }
    }
    return refuse_unknown(argv[0]);
}

int main(int argc, char **argv)
{
    fill_standard_streams();
    if (argc < 2) {
        print_help(stderr);
        return LC_EXIT_FAILURE;
    }
    const char *name = argv[1];
    if (strcmp(name, "help") == 0 && argc > 2) {
        char *help[] = {argv[2], (char[]){"--help"}, NULL};
        return run_command(2, help);
    }
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0) {
        print_help(stdout);
        return finish(0);
    }
    if (strcmp(name, "--version") == 0) {
        puts("lockcheck " LOCKCHECK_VERSION);
        return finish(0);
    }
    return run_command(argc - 1, argv + 1);
}
