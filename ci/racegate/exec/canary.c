#include "exec/canary.h"

#include <stdio.h>
#include <string.h>

#include "base/files.h"
#include "exec/canary_source.h"

enum { LIMIT_S = 60, PLANTS = 2, COMPILE_LIMIT_MS = 120 * 1000 };

static const struct plant {
    const char *name;
    const char *source;
    unsigned needs; /* what a detector must be able to see */
    enum rg_kind kind;
} s_plants[PLANTS] = {
    {"race", rg_canary_race, RG_SEES_RACES, RG_KIND_DATA_RACE},
    {"inversion", rg_canary_inversion, RG_SEES_ORDER, RG_KIND_LOCK_ORDER},
};

struct nest {
    const struct rg_config *config;
    const struct plant *plant;
    const char *directory, *source, *program;
    const char *why; /* it could not be built; NULL: it could */
};

static int write_source(struct nest *nest)
{
    FILE *file = fopen(nest->source, "we");
    if (file == NULL) {
        return -1;
    }
    fputs(nest->plant->source, file);
    return fclose(file);
}

static void add_words(struct rg_pool *pool, char ***argv, size_t *count, const char *text)
{
    for (char **word = rg_settings_words(pool, text); *word != NULL; word++) {
        *RG_PUSH(pool, *argv, *count) = *word;
    }
}

static void compile_task(struct rg_task *task, struct rg_pool *pool, const struct nest *nest,
                         const char *flags, bool as_cxx)
{
    const struct rg_config *config = nest->config;
    char **argv = NULL;
    size_t count = 0;
    *RG_PUSH(pool, argv, count) = rg_pool_string(pool, as_cxx ? config->cxx : config->cc);
    add_words(pool, &argv, &count, config->cflags);
    add_words(pool, &argv, &count, flags);
    if (rg_config_is_tsan(config->kind)) {
        add_words(pool, &argv, &count, "-fsanitize=thread");
    }
    add_words(pool, &argv, &count, as_cxx ? "-g -w -pthread -x c++" : "-g -w -pthread");
    *RG_PUSH(pool, argv, count) = rg_pool_string(pool, nest->source);
    add_words(pool, &argv, &count, as_cxx ? "-x none" : "");
    *RG_PUSH(pool, argv, count) = rg_pool_string(pool, "-o");
    *RG_PUSH(pool, argv, count) = rg_pool_string(pool, nest->program);
    add_words(pool, &argv, &count, config->ldflags);
    *RG_PUSH(pool, argv, count) = NULL;
    *task = (struct rg_task){.name = nest->program, .timeout_ms = COMPILE_LIMIT_MS};
    task->command.argv = argv;
    task->command.output_path = rg_pool_format(pool, "%s.log", nest->program);
    task->command.error_path = task->command.output_path;
}

static const char *first_error(struct rg_pool *pool, const struct nest *nest)
{
    char *text;
    size_t length;
    const char *path = rg_pool_format(pool, "%s.log", nest->program);
    if (rg_file_read(pool, path, 1 << 20, &text, &length) != 0) {
        return "the compiler did not run";
    }
    char *error = strstr(text, "error");
    while (error != NULL && error > text && error[-1] != '\n') {
        error--;
    }
    error = error == NULL ? text : error;
    return rg_pool_format(pool, "it does not compile: %.*s", (int)strcspn(error, "\n"), error);
}

static bool is_built(const struct rg_task *task)
{
    return task->end == RG_END_EXIT && task->status == 0;
}

/* As C; where the project's flags are for C++ alone, as C++. */
static void build(struct rg_pool *pool, struct nest *nests, size_t count, unsigned slots,
                  const char *flags)
{
    struct rg_task *tasks = rg_pool_alloc(pool, (count + 1) * sizeof(*tasks));
    const struct rg_runner_hooks hooks = {0};
    for (size_t i = 0; i < count; i++) {
        nests[i].why = write_source(&nests[i]) == 0 ? NULL : "its source cannot be written";
        compile_task(&tasks[i], pool, &nests[i], flags, false);
    }
    (void)rg_runner_run(tasks, count, slots, &hooks);
    for (size_t i = 0; i < count; i++) {
        if (!is_built(&tasks[i]) && nests[i].config->cxx != NULL) {
            compile_task(&tasks[i], pool, &nests[i], flags, true);
            (void)rg_runner_run(&tasks[i], 1, 1, &hooks);
        }
        if (!is_built(&tasks[i])) {
            nests[i].why = first_error(pool, &nests[i]);
        }
    }
}

static struct nest *make_nests(const struct rg_batch *like, const struct rg_config *configs,
                               size_t config_count, size_t *ret_count)
{
    struct rg_pool *pool = like->pool;
    struct nest *nests = NULL;
    *ret_count = 0;
    for (size_t i = 0; i < config_count; i++) {
        for (size_t j = 0; j < PLANTS; j++) {
            if ((configs[i].sees & s_plants[j].needs) == 0) {
                continue;
            }
            struct nest *nest = RG_PUSH(pool, nests, *ret_count);
            *nest = (struct nest){.config = &configs[i], .plant = &s_plants[j]};
            nest->directory = rg_pool_format(pool, "%s/canary/%s", like->out_dir, configs[i].name);
            nest->program = rg_pool_format(pool, "%s/canary_%s", nest->directory, s_plants[j].name);
            nest->source = rg_pool_format(pool, "%s.c", nest->program);
            (void)rg_path_make(nest->directory);
            (void)remove(nest->program);
        }
    }
    return nests;
}

/* Was a finding of this kind seen by the one job of this canary? */
static const char *why_not_seen(const struct rg_result *result, size_t job, enum rg_kind kind,
                                bool *ret_was_seen)
{
    const struct rg_job *ran = &result->jobs[job];
    *ret_was_seen = false;
    for (size_t i = 0; i < result->finding_count; i++) {
        const struct rg_finding *finding = &result->findings[i];
        for (size_t j = 0; j < finding->witness_count; j++) {
            if (finding->witnesses[j].job == job && finding->key.kind == kind) {
                *ret_was_seen = finding->state == RG_STATE_NEW;
                if (finding->state == RG_STATE_SUPPRESSED) {
                    return "a suppression hid it";
                }
            }
        }
    }
    if (*ret_was_seen) {
        return NULL;
    }
    return ran->why != NULL ? ran->why : "the detector was silent (is a suppression too broad?)";
}

static void add_canary(struct rg_result *result, const struct nest *nest, bool was_seen,
                       const char *why)
{
    struct rg_canary *canary = RG_PUSH(result->pool, result->canaries, result->canary_count);
    *canary = (struct rg_canary){.config = nest->config->name,
                                 .name = nest->plant->name,
                                 .was_seen = was_seen,
                                 .why = was_seen ? NULL : why};
}

void rg_canary_run(const struct rg_batch *like, const struct rg_config *configs,
                   size_t config_count, const char *flags)
{
    struct rg_pool *pool = like->pool;
    size_t count;
    struct nest *nests = make_nests(like, configs, config_count, &count);
    struct nest *ready = rg_pool_alloc(pool, (count + 1) * sizeof(*ready));
    size_t ready_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (nests[i].config->missing != NULL || nests[i].config->cc == NULL) {
            add_canary(like->result, &nests[i], false,
                       nests[i].config->missing != NULL ? nests[i].config->missing
                                                        : "there is no compiler for it");
        } else {
            ready[ready_count++] = nests[i];
        }
    }
    build(pool, ready, ready_count, like->slots, flags);
    struct rg_batch batch = *like;
    batch.entries = NULL;
    batch.entry_count = 0;
    batch.result = rg_result_new(pool);
    batch.timeout_s = LIMIT_S;
    batch.out_dir = rg_pool_format(pool, "%s/canary", like->out_dir);
    for (size_t i = 0; i < ready_count; i++) {
        struct rg_tests *tests = rg_pool_alloc(pool, sizeof(*tests));
        struct rg_test *test =
            rg_tests_add(tests, pool, rg_pool_format(pool, "canary-%s", ready[i].plant->name));
        char **argv = rg_pool_alloc(pool, 2 * sizeof(*argv));
        argv[0] = rg_pool_string(pool, ready[i].program);
        test->argv = argv;
        rg_batch_add(&batch, ready[i].config, tests, 1);
    }
    rg_batch_run(&batch);
    rg_result_settle(batch.result);
    for (size_t i = 0; i < ready_count; i++) {
        bool was_seen = false;
        const char *why = ready[i].why;
        if (why == NULL) {
            why = why_not_seen(batch.result, i, ready[i].plant->kind, &was_seen);
        }
        add_canary(like->result, &ready[i], was_seen, why);
    }
}
