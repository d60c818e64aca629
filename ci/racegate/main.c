/*
 * racegate - a gate that cannot be green by accident. See racegate(1).
 */
#include <stdio.h>
#include <string.h>

#include "base/status.h"
#include "cmd/command.h"

static const struct {
    const char *name;
    rg_command_fn *run;
    const char *summary;
} s_commands[] = {
    {"init", rg_cmd_init, "write racegate.ini, a suppression folder and a CI file"},
    {"ci", rg_cmd_ci, "canaries, builds, runs, verdict, reports: the one line of a CI job"},
    {"run", rg_cmd_run, "run a program or the tests of a build folder under detectors"},
    {"check", rg_cmd_check, "read logs of any detector, compare and judge"},
    {"report", rg_cmd_report, "write reports of the last run in other forms"},
    {"merge", rg_cmd_merge, "one verdict out of the results of several machines"},
    {"baseline", rg_cmd_baseline, "create, update or prune the list of known findings"},
    {"canary", rg_cmd_canary, "plant bugs, and see whether the detectors see them"},
    {"lint-suppressions", rg_cmd_lint_suppressions, "find suppressions that do not work"},
};

enum { COMMANDS = sizeof(s_commands) / sizeof(*s_commands) };

static void print_help(FILE *out)
{
    fputs("usage: racegate COMMAND [options]\n"
          "Runs tests under TSan, Helgrind, DRD and lockcheck, and gives one verdict.\n\n"
          "Commands:\n",
          out);
    for (size_t i = 0; i < COMMANDS; i++) {
        fprintf(out, "  %-18s %s\n", s_commands[i].name, s_commands[i].summary);
    }
    fputs("\nExit status: 0 pass, 1 new finding, 2 usage, 3 inconclusive, 4 policy, 124 hang.\n"
          "racegate COMMAND --help tells more; so does racegate(1).\n",
          out);
}

int main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "";
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0) {
        print_help(stdout);
        return RG_STATUS_PASS;
    }
    if (strcmp(name, "--version") == 0) {
        puts("racegate " RG_VERSION);
        return RG_STATUS_PASS;
    }
    for (size_t i = 0; i < COMMANDS; i++) {
        if (strcmp(name, s_commands[i].name) == 0) {
            struct rg_pool pool = {0};
            int status = s_commands[i].run(&pool, argc - 2, argv + 2);
            rg_pool_clear(&pool);
            return status;
        }
    }
    if (argc < 2) {
        print_help(stderr);
    } else {
        fprintf(stderr, "racegate: unknown command '%s'; see racegate --help\n", name);
    }
    return RG_STATUS_USAGE;
}
