#include "exec/batch.h"

#include <dirent.h>
#include <string.h>
#include <unistd.h>

#include "base/files.h"
#include "exec/detector.h"
#include "exec/evidence.h"
#include "exec/progress.h"

enum { DEFAULT_LIMIT_S = 300 };

/* How many times longer than a plain run a test may take, with reserve. */
static long slowness(enum rg_config_kind kind)
{
    static const long factors[RG_CONFIG_COUNT] = {
        [RG_CONFIG_PLAIN] = 1,     [RG_CONFIG_TSAN_GCC] = 10, [RG_CONFIG_TSAN_CLANG] = 10,
        [RG_CONFIG_HELGRIND] = 50, [RG_CONFIG_DRD] = 50,      [RG_CONFIG_LOCKCHECK] = 4,
    };
    return factors[kind];
}

static long limit_ms(const struct rg_batch *batch, const struct rg_batch_entry *entry)
{
    long seconds = batch->timeout_s != 0 ? batch->timeout_s
                   : entry->test->timeout_s != 0
                       ? entry->test->timeout_s * slowness(entry->config->kind)
                       : DEFAULT_LIMIT_S;
    return seconds * 1000;
}

static const char *log_dir_of(const struct rg_batch *batch, const struct rg_batch_entry *entry)
{
    struct rg_pool *pool = batch->pool;
    char *name = rg_path_safe(pool, entry->test->name);
    if (strcmp(name, entry->test->name) != 0) {
        /* Two names may look the same once they are safe. */
        unsigned hash = 5381;
        for (const char *p = entry->test->name; *p != '\0'; p++) {
            hash = hash * 33 + (unsigned char)*p;
        }
        name = rg_pool_format(pool, "%s-%08x", name, hash);
    }
    if (entry->repeat > 1) {
        name = rg_pool_format(pool, "%s.%u", name, entry->repeat);
    }
    return rg_pool_format(pool, "%s/logs/%s/%s", batch->out_dir, entry->config->name, name);
}

void rg_batch_add(struct rg_batch *batch, const struct rg_config *config,
                  const struct rg_tests *tests, unsigned repeats)
{
    for (unsigned repeat = 1; repeat <= repeats; repeat++) {
        size_t first = batch->entry_count;
        for (size_t i = 0; i < tests->count; i++) {
            struct rg_batch_entry *entry = RG_PUSH(batch->pool, batch->entries, batch->entry_count);
            *entry = (struct rg_batch_entry){
                .config = config, .test = &tests->rows[i], .repeat = repeat};
            entry->log_dir = log_dir_of(batch, entry);
            entry->before = rg_tests_before(tests, i, batch->pool, &entry->before_count);
            for (size_t j = 0; j < entry->before_count; j++) {
                entry->before[j] += first;
            }
        }
    }
}

/* Files of an earlier run must not be read as this one's. */
static void empty_directory(const char *path)
{
    DIR *dir = opendir(path);
    for (struct dirent *entry = dir == NULL ? NULL : readdir(dir); entry != NULL;
         entry = readdir(dir)) {
        if (entry->d_type == DT_REG) {
            (void)unlinkat(dirfd(dir), entry->d_name, 0);
        }
    }
    if (dir != NULL) {
        closedir(dir);
    }
}

static bool can_run(const struct rg_batch_entry *entry)
{
    return !entry->is_dropped && entry->config->missing == NULL && entry->test->argv != NULL;
}

static void make_task(const struct rg_batch *batch, const struct rg_batch_entry *entry,
                      struct rg_task *task, bool no_aslr)
{
    struct rg_pool *pool = batch->pool;
    struct rg_watch watch = {.config = entry->config,
                             .test = entry->test,
                             .log_dir = entry->log_dir,
                             .repeat = entry->repeat,
                             .timeout_ms = limit_ms(batch, entry)};
    rg_watch_command(&task->command, &watch, pool);
    task->command.no_aslr = no_aslr;
    task->name = rg_pool_format(pool, "%-10s %s", entry->config->name, entry->test->name);
    task->timeout_ms = rg_watch_limit_ms(&watch);
    task->slots = entry->test->slots;
    task->is_alone = entry->test->is_alone;
    /* A test may use files and ports of its own: it never runs beside itself. */
    const char **locks = NULL;
    for (size_t i = 0; i < entry->test->lock_count; i++) {
        *RG_PUSH(pool, locks, task->lock_count) = entry->test->locks[i];
    }
    *RG_PUSH(pool, locks, task->lock_count) = rg_pool_format(pool, "test %s", entry->test->name);
    task->locks = locks;
    (void)rg_path_make(entry->log_dir);
    empty_directory(entry->log_dir);
    /* lockcheck keeps traces of its own, and wants an empty folder for them. */
    empty_directory(rg_path_join(pool, entry->log_dir, "traces"));
}

static void hook_started(void *context, const struct rg_task *task)
{
    rg_progress_task_started(context, task);
}

static void hook_ended(void *context, struct rg_task *task)
{
    rg_progress_task_ended(context, task);
}

static void hook_tick(void *context, size_t running_count)
{
    rg_progress_tick(context, running_count);
}

static void run_tasks(const struct rg_batch *batch, struct rg_task *tasks, size_t count)
{
    struct rg_progress progress;
    rg_progress_start(&progress, count, batch->is_quiet);
    const struct rg_runner_hooks hooks = {hook_started, hook_ended, hook_tick, &progress};
    (void)rg_runner_run(tasks, count, batch->slots, &hooks);
    rg_progress_end(&progress);
}

/* Once more without randomisation, where the runtime asked for that. */
static void run_again(const struct rg_batch *batch, struct rg_task *tasks, const size_t *task_of)
{
    for (size_t i = 0; i < batch->entry_count && !rg_runner_was_interrupted(); i++) {
        const struct rg_batch_entry *entry = &batch->entries[i];
        if (task_of[i] != 0 && rg_config_is_tsan(entry->config->kind) &&
            rg_evidence_wants_no_aslr(entry->log_dir)) {
            struct rg_task again = {0};
            make_task(batch, entry, &again, true);
            run_tasks(batch, &again, 1);
            tasks[task_of[i] - 1] = again;
        }
    }
}

static void add_job(struct rg_batch *batch, const struct rg_batch_entry *entry,
                    const struct rg_task *task)
{
    struct rg_job job = {.test = entry->test->name,
                         .config = entry->config->name,
                         .repeat = entry->repeat,
                         .outcome = RG_OUTCOME_NOT_RUN,
                         .log_dir = entry->log_dir,
                         .why = entry->config->missing != NULL ? entry->config->missing
                                                               : "its program was not built"};
    size_t index = rg_result_add_job(batch->result, &job);
    if (task != NULL) {
        rg_evidence_read(batch->result, index, entry->config, entry->test, task);
    }
}

void rg_batch_run(struct rg_batch *batch)
{
    struct rg_pool *pool = batch->pool;
    struct rg_task *tasks = rg_pool_alloc(pool, (batch->entry_count + 1) * sizeof(*tasks));
    size_t *task_of = rg_pool_alloc(pool, (batch->entry_count + 1) * sizeof(*task_of)); /* + 1 */
    size_t count = 0;
    for (size_t i = 0; i < batch->entry_count; i++) {
        if (can_run(&batch->entries[i])) {
            make_task(batch, &batch->entries[i], &tasks[count], false);
            task_of[i] = ++count;
        }
    }
    for (size_t i = 0; i < batch->entry_count; i++) {
        size_t *after = NULL;
        size_t after_count = 0;
        for (size_t j = 0; task_of[i] != 0 && j < batch->entries[i].before_count; j++) {
            size_t before = task_of[batch->entries[i].before[j]];
            if (before != 0) {
                *RG_PUSH(pool, after, after_count) = before - 1;
            }
        }
        if (after_count > 0) {
            tasks[task_of[i] - 1].after = after;
            tasks[task_of[i] - 1].after_count = after_count;
        }
    }
    run_tasks(batch, tasks, count);
    run_again(batch, tasks, task_of);
    for (size_t i = 0; i < batch->entry_count; i++) {
        if (!batch->entries[i].is_dropped) {
            add_job(batch, &batch->entries[i], task_of[i] == 0 ? NULL : &tasks[task_of[i] - 1]);
        }
    }
}
