/*
 * cli/run_environment.h - the program's environment: ours, with the library and its options put in.
 */
#ifndef LC_CLI_RUN_ENVIRONMENT_H
#define LC_CLI_RUN_ENVIRONMENT_H

struct lc_run_environment {
    char **entries; /* for execve */
    char *preload;
    char *options;
    char *asan_options;
};

/*
 * What LD_PRELOAD held already stays, behind our library. gcc's AddressSanitizer wants its runtime
 * to be first and ends the program otherwise; it works behind us too, so ASAN_OPTIONS gets the flag
 * that says so, here and not at one program, because any program of the run may start an
 * instrumented one. `library` NULL: without ours. 0 or -ENOMEM.
 */
int lc_run_environment_init(struct lc_run_environment *environment, const char *library,
                            const char *options);
void lc_run_environment_fini(struct lc_run_environment *environment);

#endif
