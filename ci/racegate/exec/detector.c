#include "exec/detector.h"

#include <stdlib.h>
#include <string.h>

enum { LOCKCHECK_GRACE_MS = 15000 };

struct words {
    char **items;
    size_t count;
};

static void add(struct words *words, struct rg_pool *pool, const char *text)
{
    *RG_PUSH(pool, words->items, words->count) = rg_pool_string(pool, text);
}

static void add_all(struct words *words, struct rg_pool *pool, char *const *items)
{
    for (; items != NULL && *items != NULL; items++) {
        add(words, pool, *items);
    }
}

/* What the test itself sets, else what is in our environment. */
static const char *value_for(const struct rg_test *test, const char *name)
{
    size_t length = strlen(name);
    for (size_t i = 0; i < test->environment_count; i++) {
        const char *entry = test->environment[i];
        if (strncmp(entry, name, length) == 0 && entry[length] == '=') {
            return entry + length + 1;
        }
    }
    return getenv(name);
}

/*
 * What racegate needs comes last, so that it wins over what is there. verbosity=1 makes the runtime
 * say that it is alive; its handlers of deadly signals would say so on standard error, so the
 * kernel's are left in place. exitcode=0: the log tells of findings, and a test that looks at its
 * children's status is not disturbed.
 */
static char *tsan_options(const struct rg_watch *watch, struct rg_pool *pool)
{
    const struct rg_config *config = watch->config;
    const char *before = value_for(watch->test, "TSAN_OPTIONS");
    char *options = rg_pool_format(
        pool,
        "TSAN_OPTIONS=%s:%s:second_deadlock_stack=1:print_suppressions=1:halt_on_error=0:exitcode=0"
        ":verbosity=1:handle_segv=0:handle_sigbus=0:handle_sigfpe=0:handle_abort=0:handle_sigill=0"
        ":log_path='%s/tsan'",
        before == NULL ? "" : before, config->options == NULL ? "" : config->options,
        watch->log_dir);
    if (config->symbolizer != NULL) {
        options =
            rg_pool_format(pool, "%s:external_symbolizer_path='%s'", options, config->symbolizer);
    }
    if (config->suppressions != NULL) {
        options = rg_pool_format(pool, "%s:suppressions='%s'", options, config->suppressions);
    }
    return options;
}

/* One thread at a time is all that Valgrind runs: a fair lock gives another interleaving. */
static void add_valgrind(struct words *words, struct rg_pool *pool, const struct rg_watch *watch)
{
    const struct rg_config *config = watch->config;
    add(words, pool, config->tool);
    add(words, pool, rg_pool_format(pool, "--tool=%s", config->name));
    add(words, pool, "--xml=yes");
    /* '%' introduces Valgrind's own replacements. */
    char *pattern = rg_pool_format(pool, "--xml-file=%s/valgrind.%%p.xml", watch->log_dir);
    add(words, pool, pattern);
    add(words, pool, "-q");
    add(words, pool, "--trace-children=yes");
    add(words, pool, "--error-limit=no");
    add(words, pool, "--num-callers=30");
    add(words, pool, watch->repeat % 2 == 0 ? "--fair-sched=no" : "--fair-sched=try");
    if (config->suppressions != NULL) {
        add(words, pool, rg_pool_format(pool, "--suppressions=%s", config->suppressions));
    }
    add_all(words, pool, rg_settings_words(pool, config->options));
}

static void add_lockcheck(struct words *words, struct rg_pool *pool, const struct rg_watch *watch)
{
    const struct rg_config *config = watch->config;
    add(words, pool, config->tool);
    add(words, pool, "run");
    add(words, pool, "--wait");
    add(words, pool, "--require-check");
    add(words, pool, "--exitcode=0");
    add(words, pool, "--format=json");
    add(words, pool, rg_pool_format(pool, "--output=%s/traces", watch->log_dir));
    add(words, pool, rg_pool_format(pool, "--report-file=%s/lockcheck.json", watch->log_dir));
    add(words, pool, rg_pool_format(pool, "--timeout=%ld", (watch->timeout_ms + 999) / 1000));
    if (config->suppressions != NULL) {
        add(words, pool, rg_pool_format(pool, "--suppressions=%s", config->suppressions));
    }
    add_all(words, pool, rg_settings_words(pool, config->options));
    add(words, pool, "--");
}

void rg_watch_command(struct rg_command_line *command, const struct rg_watch *watch,
                      struct rg_pool *pool)
{
    struct words argv = {0}, environment = {0};
    const struct rg_test *test = watch->test;
    for (size_t i = 0; i < test->environment_count; i++) {
        add(&environment, pool, test->environment[i]);
    }
    if (watch->config->kind == RG_CONFIG_HELGRIND || watch->config->kind == RG_CONFIG_DRD) {
        /* Sources of the system's libraries are not worth a look into the network. */
        add(&environment, pool, "DEBUGINFOD_URLS=");
    }
    if (watch->config->hook != NULL) {
        const char *before = value_for(test, "LD_PRELOAD");
        add(&environment, pool,
            rg_pool_format(pool, "LD_PRELOAD=%s%s%s", watch->config->hook,
                           before == NULL ? "" : ":", before == NULL ? "" : before));
        add(&environment, pool, rg_pool_format(pool, "RACEGATE_TSAN_HOOK=%s/hook", watch->log_dir));
    }
    switch (watch->config->kind) {
    case RG_CONFIG_TSAN_GCC:
    case RG_CONFIG_TSAN_CLANG:
        add(&environment, pool, tsan_options(watch, pool));
        break;
    case RG_CONFIG_HELGRIND:
    case RG_CONFIG_DRD:
        add_valgrind(&argv, pool, watch);
        break;
    case RG_CONFIG_LOCKCHECK:
        add_lockcheck(&argv, pool, watch);
        break;
    default:
        break;
    }
    add_all(&argv, pool, test->argv);
    *RG_PUSH(pool, argv.items, argv.count) = NULL;
    *RG_PUSH(pool, environment.items, environment.count) = NULL;
    command->argv = argv.items;
    command->environment = (const char *const *)environment.items;
    command->directory = test->directory;
    command->output_path = rg_pool_format(pool, "%s/output", watch->log_dir);
    command->error_path = rg_pool_format(pool, "%s/errors", watch->log_dir);
}

long rg_watch_limit_ms(const struct rg_watch *watch)
{
    return watch->timeout_ms +
           (watch->config->kind == RG_CONFIG_LOCKCHECK ? LOCKCHECK_GRACE_MS : 0);
}
