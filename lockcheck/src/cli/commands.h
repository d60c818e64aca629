/*
 * cli/commands.h - the commands of `lockcheck`, one line each.
 *
 * Every command is a function that gets its own arguments (argv[0] is its name) and returns the
 * exit status. It prints its failures itself, as "lockcheck NAME: …" on stderr.
 */
#ifndef LC_CLI_COMMANDS_H
#define LC_CLI_COMMANDS_H

/* COMMAND(function suffix, name, one line for the list) */
#define LC_COMMAND_TABLE(COMMAND)                                                        \
    COMMAND(run, "run", "run a program and report what it does wrong with its locks")    \
    COMMAND(report, "report", "explain the traces of a run again, or in another form")   \
    COMMAND(explain, "explain", "tell what a kind of finding means, and its cure")       \
    COMMAND(suppress, "suppress", "print suppression lines for the findings of a trace") \
    COMMAND(doctor, "doctor", "say whether a program can be checked here, and how well") \
    COMMAND(stack, "stack", "print where the threads of a running process are now")      \
    COMMAND(preload_path, "preload-path", "print the path of the library, for LD_PRELOAD")

#define LC_COMMAND_DECLARATION(suffix, name, summary) int lc_cmd_##suffix(int argc, char **argv);
LC_COMMAND_TABLE(LC_COMMAND_DECLARATION)

#endif
