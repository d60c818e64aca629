/*
 * cli/run_environment.h - the program's environment: ours, with the library and its options put in.
 */
#ifndef LC_CLI_RUN_ENVIRONMENT_H
#define LC_CLI_RUN_ENVIRONMENT_H

struct lc_run_environment {
    char **entries; /* for execve */
    char *preload;
    char *options;
};

/*
 * `first` is a library that must come before ours, or "". What LD_PRELOAD held already stays,
 * behind ours. 0 or -ENOMEM.
 */
int lc_run_environment_init(struct lc_run_environment *environment, const char *first,
                            const char *library, const char *options);
void lc_run_environment_fini(struct lc_run_environment *environment);

#endif
