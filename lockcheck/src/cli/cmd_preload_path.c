/* lockcheck preload-path: for LD_PRELOAD="$(lockcheck preload-path)" ./program */
#include <stdio.h>
#include <string.h>

#include "base/compiler.h"
#include "base/env.h"
#include "cli/commands.h"
#include "cli/library.h"
#include "cli/switches.h"

static const struct lc_switch switches[] = {
    {"help", NULL, "print this and end", 'h'},
};

static void print_help(void)
{
    puts("usage: lockcheck preload-path\n"
         "Prints the path of the library that does the checking, for use without `lockcheck "
         "run`:\n\n"
         "  LD_PRELOAD=\"$(lockcheck preload-path)\" ./program\n");
    lc_switches_help(stdout, switches, LC_COUNT_OF(switches));
}

int lc_cmd_preload_path(int argc, char **argv)
{
    struct lc_switch_reader reader;
    lc_switches_start(&reader, "lockcheck preload-path", switches, LC_COUNT_OF(switches), argc,
                      argv);
    int found = lc_switches_next(&reader);
    if (found == 0) {
        print_help();
        return 0;
    }
    if (found == LC_SWITCH_BAD) {
        return LC_EXIT_FAILURE;
    }
    if (reader.next < argc) {
        fprintf(stderr, "lockcheck preload-path: takes no arguments: '%s'\n", argv[reader.next]);
        return LC_EXIT_FAILURE;
    }
    char path[PATH_MAX];
    int error = lc_library_find(path);
    if (error) {
        fprintf(stderr, "lockcheck preload-path: no library at %s: %s\n",
                path[0] ? path : "any known place", strerror(-error));
        return LC_EXIT_FAILURE;
    }
    puts(path);
    if (lc_library_check_path(path) != 0) {
        fputs("lockcheck preload-path: LD_PRELOAD cannot hold this path, it splits at blanks and "
              "colons; install lockcheck elsewhere\n",
              stderr);
    }
    return 0;
}
