/*
 * lockcheck run: start a program with the library in it, stay with it, report what was seen.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/env.h"
#include "cli/commands.h"
#include "cli/find_program.h"
#include "cli/library.h"
#include "cli/pipe_watch.h"
#include "cli/run_child.h"
#include "cli/run_environment.h"
#include "cli/run_report.h"
#include "cli/run_settings.h"
#include "cli/target.h"
#include "cli/trace_dir.h"

struct run {
    struct lc_run_settings settings;
    char library[PATH_MAX];
    char program[PATH_MAX];
    struct lc_target target;
    struct lc_trace_dir dir;
    struct lc_run_environment environment;
    struct lc_child_end end;
};

static int find_library(struct run *run, struct lc_elf_facts *ret_facts)
{
    int error = lc_library_find(run->library);
    error = error ? error : lc_elf_read(run->library, ret_facts);
    if (error) {
        fprintf(stderr, "lockcheck run: cannot use the library %s: %s\n", run->library,
                strerror(-error));
        return LC_EXIT_FAILURE;
    }
    if (lc_library_check_path(run->library) != 0) {
        fprintf(stderr,
                "lockcheck run: LD_PRELOAD splits at blanks and colons, so it cannot hold %s; "
                "install lockcheck elsewhere\n",
                run->library);
        return LC_EXIT_FAILURE;
    }
    return 0;
}

static int find_program(struct run *run)
{
    const char *word = run->settings.program[0];
    int error = lc_find_program(word, run->program);
    if (error == 0) {
        return 0;
    }
    fprintf(stderr, "lockcheck run: %s: %s\n", word,
            error == -ENOENT ? "no such program" : strerror(-error));
    return error == -ENOENT ? LC_EXIT_NOT_FOUND : LC_EXIT_CANNOT_RUN;
}

static void warn_when_blind(const struct lc_target *target)
{
    if (target->verdict == LC_TARGET_WATCHED) {
        return;
    }
    fprintf(stderr, "lockcheck: not checked: %s: %s\n", target->path,
            lc_target_reason(target->verdict));
    if (target->script[0] && target->verdict != LC_TARGET_NOT_ELF) {
        fprintf(stderr, "lockcheck: not checked: (it runs the script %s)\n", target->script);
    }
}

/* LOCKCHECK_OPTIONS for the program: what was asked for, then what this run decides. */
static int make_environment(struct run *run)
{
    char trace[PATH_MAX + 64], pattern[PATH_MAX + 16];
    char *options;
    snprintf(pattern, sizeof(pattern), "%s/%%e.%%p" LC_TRACE_SUFFIX, run->dir.path);
    int error = lc_options_write(trace, sizeof(trace), "trace", pattern);
    if (!error && asprintf(&options, "%s:%s:report=0:run_id=%d", run->settings.options_text + 1,
                           trace, (int)getpid()) < 0) {
        error = -ENOMEM;
    }
    if (!error) {
        /* musl's linker does not pass over a library of glibc's: the program would not start. */
        bool can_load = run->target.verdict != LC_TARGET_OTHER_LIBC;
        error = lc_run_environment_init(&run->environment, can_load ? run->library : NULL, options);
        free(options);
    }
    if (error) {
        fprintf(stderr, "lockcheck run: cannot make the environment for traces in %s: %s\n",
                run->dir.path, strerror(-error));
        return LC_EXIT_FAILURE;
    }
    return 0;
}

/* "/bin/sh", the script, its arguments: what execvp does with a script that has no #! line. */
static char **make_shell_command(struct run *run)
{
    static char shell[] = LC_TARGET_SHELL;
    char **words = run->settings.program;
    size_t count = 0;
    while (words[count]) {
        count++;
    }
    char **command = calloc(count + 2, sizeof(*command));
    if (command) {
        command[0] = shell;
        command[1] = run->program;
        memcpy(command + 2, words + 1, count * sizeof(*command)); /* with the NULL at the end */
    }
    return command;
}

static int start(struct run *run)
{
    char **shell_command = run->target.needs_shell ? make_shell_command(run) : NULL;
    struct lc_pipe_watch pipes;
    lc_pipe_watch_init(&pipes, &run->settings.options, run->dir.path);
    struct lc_child_plan plan = {
        .path = shell_command ? shell_command[0] : run->program,
        .argv = shell_command ? shell_command : run->settings.program,
        .environment = run->environment.entries,
        .timeout_ms = run->settings.timeout_ms,
        .wait_for_all = run->settings.wait_for_all,
        .look = lc_pipe_watch_look,
        .look_context = &pipes,
        .look_ms = pipes.pause_ms,
    };
    int error = lc_child_run(&plan, &run->end);
    free(shell_command);
    if (error) {
        fprintf(stderr, "lockcheck run: cannot run %s: %s\n", run->program, strerror(-error));
        return LC_EXIT_CANNOT_RUN;
    }
    return 0;
}

static int status_of_program(const struct run *run)
{
    if (run->end.timed_out) {
        return LC_EXIT_TIMEOUT;
    }
    int status = run->end.wait_status;
    return WIFSIGNALED(status) ? LC_EXIT_SIGNAL_BASE + WTERMSIG(status) : WEXITSTATUS(status);
}

static int say_nothing_checked(const struct run *run)
{
    fprintf(
        stderr,
        "SUMMARY: lockcheck: NOTHING WAS CHECKED: no process of this run loaded the library%s%s\n",
        run->target.verdict == LC_TARGET_WATCHED ? "; `lockcheck doctor` may say why" : ": ",
        lc_target_reason(run->target.verdict));
    return run->settings.require_check ? LC_EXIT_FAILURE : status_of_program(run);
}

/* Without room the library keeps its trace in memory, and reports by itself. */
static int say_nothing_kept(const struct run *run, int error)
{
    fprintf(
        stderr,
        "SUMMARY: lockcheck: no trace could be kept in %s: %s; what was found is told above, by "
        "the processes themselves\n",
        run->dir.path, strerror(-error));
    return run->settings.require_check ? LC_EXIT_FAILURE : status_of_program(run);
}

static int conclude(struct run *run)
{
    if (run->end.timed_out) {
        fprintf(stderr, "lockcheck run: %s did not end within %g s; ended it\n", run->program,
                (double)run->settings.timeout_ms / 1000);
    }
    int error = lc_trace_dir_scan(&run->dir);
    if (error) {
        fprintf(stderr, "lockcheck run: the traces are lost: cannot read %s: %s\n", run->dir.path,
                strerror(-error));
        return LC_EXIT_FAILURE;
    }
    if (lc_trace_dir_is_blank(&run->dir)) {
        int full = lc_trace_dir_try(&run->dir);
        lc_trace_dir_remove(&run->dir);
        return full ? say_nothing_kept(run, full) : say_nothing_checked(run);
    }
    return lc_run_report(&run->settings, &run->dir, status_of_program(run));
}

static int run_in_dir(struct run *run)
{
    int status = make_environment(run);
    if (status == 0) {
        status = start(run);
        if (status == 0) {
            status = conclude(run);
        } else {
            lc_trace_dir_remove(&run->dir);
        }
        lc_run_environment_fini(&run->environment);
    }
    return status;
}

static int run_program(struct run *run)
{
    struct lc_elf_facts library;
    int status = find_library(run, &library);
    status = status ? status : find_program(run);
    if (status) {
        return status;
    }
    lc_target_inspect(run->program, &library, &run->target);
    warn_when_blind(&run->target);
    if (lc_trace_dir_init(&run->dir, run->settings.output_dir) != 0) {
        return LC_EXIT_FAILURE;
    }
    status = run_in_dir(run);
    lc_trace_dir_fini(&run->dir);
    return status;
}

int lc_cmd_run(int argc, char **argv)
{
    static struct run run; /* paths and options: large */
    int status = LC_EXIT_FAILURE;
    switch (lc_run_settings_init(&run.settings, argc, argv)) {
    case LC_RUN_HELP:
        lc_run_print_help();
        status = 0;
        break;
    case LC_RUN_GO:
        status = run_program(&run);
        break;
    case LC_RUN_REFUSED:
        break;
    }
    lc_run_settings_fini(&run.settings);
    return status;
}
