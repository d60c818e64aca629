#include "exec/build.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/files.h"

enum { STEP_LIMIT_MS = 2 * 3600 * 1000, STEPS_MAX = 4 };

static const char *const s_names[] = {"none", "cmake", "meson", "make", "command"};

const char *rg_build_system_name(enum rg_build_system system)
{
    return s_names[system];
}

enum rg_build_system rg_build_system_of(const struct rg_settings *settings, const char *source)
{
    struct rg_pool pool = {0};
    const char *given = rg_settings_get(settings, "racegate", "build");
    enum rg_build_system system = RG_BUILD_NONE;
    for (int i = 0; given != NULL && i <= RG_BUILD_COMMAND; i++) {
        if (strcmp(given, s_names[i]) == 0) {
            system = (enum rg_build_system)i;
        }
    }
    if (given == NULL) {
        bool is_make = rg_path_exists(rg_path_join(&pool, source, "Makefile")) ||
                       rg_path_exists(rg_path_join(&pool, source, "GNUmakefile")) ||
                       rg_path_exists(rg_path_join(&pool, source, "configure"));
        system = rg_settings_get(settings, "racegate", "build-command") != NULL  ? RG_BUILD_COMMAND
                 : rg_path_exists(rg_path_join(&pool, source, "CMakeLists.txt")) ? RG_BUILD_CMAKE
                 : rg_path_exists(rg_path_join(&pool, source, "meson.build"))    ? RG_BUILD_MESON
                 : is_make                                                       ? RG_BUILD_MAKE
                                                                                 : RG_BUILD_NONE;
    }
    rg_pool_clear(&pool);
    return system;
}

const char *rg_build_tree_name(const struct rg_config *config)
{
    return rg_config_is_tsan(config->kind) ? config->name : "plain";
}

struct steps {
    struct rg_pool *pool;
    const struct rg_config *config;
    const struct rg_tree *tree;
    const char *source;
    char *cflags, *ldflags; /* with the instrumentation */
    char **extra;           /* build-args */
    unsigned slots;
    struct rg_task tasks[STEPS_MAX];
    size_t count;
};

/* Words after `name` up to NULL, then the extra ones when `with_extra`. */
static void add_step(struct steps *steps, const char *directory, bool with_extra,
                     const char *const *words)
{
    struct rg_pool *pool = steps->pool;
    struct rg_task *task = &steps->tasks[steps->count++];
    char **argv = NULL;
    size_t count = 0;
    for (; *words != NULL; words++) {
        *RG_PUSH(pool, argv, count) = rg_pool_string(pool, *words);
    }
    for (char **word = steps->extra; with_extra && *word != NULL; word++) {
        *RG_PUSH(pool, argv, count) = *word;
    }
    *RG_PUSH(pool, argv, count) = NULL;
    const struct rg_config *config = steps->config;
    const char **environment = NULL;
    size_t environment_count = 0;
#define ENVIRONMENT(...) \
    (*RG_PUSH(pool, environment, environment_count) = rg_pool_format(pool, __VA_ARGS__))
    if (config->cc != NULL) {
        ENVIRONMENT("CC=%s", config->cc);
    }
    if (config->cxx != NULL) {
        ENVIRONMENT("CXX=%s", config->cxx);
    }
    ENVIRONMENT("CFLAGS=%s", steps->cflags);
    ENVIRONMENT("CXXFLAGS=%s", steps->cflags);
    ENVIRONMENT("LDFLAGS=%s", steps->ldflags);
    ENVIRONMENT("RACEGATE_CONFIG=%s", config->name);
    ENVIRONMENT("RACEGATE_BUILD_DIR=%s", steps->tree->directory);
    /* Configure checks and code generators run instrumented programs; only tests are judged. */
    ENVIRONMENT("TSAN_OPTIONS=report_bugs=0");
#undef ENVIRONMENT
    *RG_PUSH(pool, environment, environment_count) = NULL;
    *task =
        (struct rg_task){.name = rg_pool_format(pool, "build %s: %s", steps->tree->name, argv[0]),
                         .timeout_ms = STEP_LIMIT_MS};
    task->command =
        (struct rg_command_line){.argv = argv, .environment = environment, .directory = directory};
    task->command.output_path =
        rg_pool_format(pool, "%s.log%zu", steps->tree->directory, steps->count);
    task->command.error_path = task->command.output_path;
}

#define STEP(steps, directory, with_extra, ...) \
    add_step((steps), (directory), (with_extra), (const char *const[]){__VA_ARGS__, NULL})

static void plan_cmake(struct steps *steps)
{
    struct rg_pool *pool = steps->pool;
    const struct rg_config *config = steps->config;
    /* Debug keeps assert(), without which many tests test nothing. */
    STEP(steps, NULL, true, "cmake", "-S", steps->source, "-B", steps->tree->directory,
         "-DCMAKE_BUILD_TYPE=Debug", "-DBUILD_TESTING=ON",
         rg_pool_format(pool, "-DCMAKE_C_COMPILER=%s", config->cc),
         rg_pool_format(pool, "-DCMAKE_CXX_COMPILER=%s", config->cxx),
         rg_pool_format(pool, "-DCMAKE_C_FLAGS=%s", steps->cflags),
         rg_pool_format(pool, "-DCMAKE_CXX_FLAGS=%s", steps->cflags),
         rg_pool_format(pool, "-DCMAKE_EXE_LINKER_FLAGS=%s", steps->ldflags));
    STEP(steps, NULL, false, "cmake", "--build", steps->tree->directory, "--parallel",
         rg_pool_format(pool, "%u", steps->slots));
}

static void plan_meson(struct steps *steps)
{
    bool is_tsan = rg_config_is_tsan(steps->config->kind);
    bool is_there =
        rg_path_exists(rg_path_join(steps->pool, steps->tree->directory, "build.ninja"));
    STEP(steps, NULL, true, "meson", "setup", is_there ? "--reconfigure" : "--buildtype=debug",
         is_tsan ? "-Db_sanitize=thread" : "-Db_sanitize=none", "-Db_lundef=false",
         steps->tree->directory, steps->source);
    STEP(steps, NULL, false, "meson", "compile", "-C", steps->tree->directory);
}

/* A copy, without our own output and without version control. */
static void plan_make(struct steps *steps, const char *out_dir)
{
    struct rg_pool *pool = steps->pool;
    const char *directory = steps->tree->directory;
    const char *copy =
        "cd \"$1\" && tar --exclude=\"./$3\" --exclude=./.git -cf - . | tar -C \"$2\" -xf -";
    STEP(steps, NULL, false, "sh", "-c", copy, "sh", steps->source, directory,
         rg_path_base(out_dir));
    if (rg_path_exists(rg_path_join(pool, steps->source, "configure"))) {
        STEP(steps, directory, false, "./configure");
    }
    STEP(steps, directory, false, "sh", "-c", "make clean >/dev/null 2>&1 || true");
    STEP(steps, directory, true, "make", rg_pool_format(pool, "-j%u", steps->slots),
         rg_pool_format(pool, "CC=%s", steps->config->cc),
         rg_pool_format(pool, "CXX=%s", steps->config->cxx),
         rg_pool_format(pool, "CFLAGS=%s", steps->cflags),
         rg_pool_format(pool, "CXXFLAGS=%s", steps->cflags),
         rg_pool_format(pool, "LDFLAGS=%s", steps->ldflags));
}

/* The first line that a compiler, a linker, make or ninja means as an error; else the last one. */
static char *line_of_error(struct rg_pool *pool, char *text, size_t length)
{
    static const char *const marks[] = {"error: ", "Error: ", "*** ", "FAILED: ", "rror", NULL};
    while (length > 0 && text[length - 1] == '\n') {
        text[--length] = '\0';
    }
    char *found = NULL;
    for (const char *const *mark = marks; found == NULL && *mark != NULL; mark++) {
        found = strstr(text, *mark);
    }
    found = found == NULL ? text + length : found;
    while (found > text && found[-1] != '\n') {
        found--;
    }
    return rg_pool_copy(pool, found, strcspn(found, "\n"));
}

static char *what_failed(struct rg_pool *pool, const struct rg_task *task)
{
    enum { LINE_BYTES_MAX = 200 };
    char *text;
    size_t length;
    if (rg_file_read(pool, task->command.output_path, 64u << 20, &text, &length) != 0 ||
        length == 0) {
        return task->end == RG_END_SIGNAL ? rg_pool_format(pool, "signal %d", task->status)
                                          : rg_pool_format(pool, "status %d", task->status);
    }
    char *line = line_of_error(pool, text, length);
    return rg_pool_copy(pool, line, strnlen(line, LINE_BYTES_MAX));
}

static const char *run_steps(struct steps *steps, bool is_quiet)
{
    const struct rg_runner_hooks hooks = {0};
    for (size_t i = 0; i < steps->count; i++) {
        struct rg_task *task = &steps->tasks[i];
        if (!is_quiet) {
            fprintf(stderr, "racegate: %s\n", task->name);
        }
        (void)rg_runner_run(task, 1, 1, &hooks);
        if (task->end == RG_END_NOT_STARTED) {
            return rg_pool_format(steps->pool, "%s: %s", task->command.argv[0],
                                  strerror(task->status));
        }
        if (task->end == RG_END_INTERRUPTED || rg_runner_was_interrupted()) {
            return "interrupted";
        }
        if (task->end != RG_END_EXIT || task->status != 0) {
            return rg_pool_format(steps->pool, "the build failed: %s (see %s)",
                                  what_failed(steps->pool, task), task->command.output_path);
        }
    }
    return NULL;
}

static void set_flags(struct steps *steps)
{
    const struct rg_config *config = steps->config;
    const char *instrument = rg_config_is_tsan(config->kind) ? " -fsanitize=thread" : "";
    steps->cflags = rg_pool_format(steps->pool, "-g -O1 -fno-omit-frame-pointer%s %s", instrument,
                                   config->cflags);
    steps->ldflags = rg_pool_format(steps->pool, "%s %s", instrument, config->ldflags);
}

void rg_build_tree(struct rg_tree *tree, const struct rg_batch *like,
                   const struct rg_settings *settings, const struct rg_config *config,
                   const char *source, enum rg_build_system system)
{
    struct rg_pool *pool = like->pool;
    const char *given = rg_settings_for(settings, pool, config->name, "build-dir");
    memset(tree, 0, sizeof(*tree));
    tree->config = config;
    tree->name = rg_build_tree_name(config);
    tree->source = source;
    tree->directory = given != NULL && system == RG_BUILD_NONE
                          ? rg_path_absolute(pool, rg_path_join(pool, settings->directory, given))
                          : rg_pool_format(pool, "%s/build/%s", like->out_dir, tree->name);
    if (config->missing != NULL || system == RG_BUILD_NONE) {
        tree->failure = config->missing;
        return;
    }
    if (config->cc == NULL || rg_path_make(tree->directory) != 0) {
        tree->failure = config->cc == NULL ? "there is no compiler" : "its folder cannot be made";
        return;
    }
    struct steps steps = {
        .pool = pool, .config = config, .tree = tree, .source = source, .slots = like->slots};
    steps.extra =
        rg_settings_words(pool, rg_settings_for(settings, pool, config->name, "build-args"));
    set_flags(&steps);
    const char *command = rg_settings_for(settings, pool, config->name, "build-command");
    switch (system) {
    case RG_BUILD_CMAKE:
        plan_cmake(&steps);
        break;
    case RG_BUILD_MESON:
        plan_meson(&steps);
        break;
    case RG_BUILD_MAKE:
        plan_make(&steps, like->out_dir);
        break;
    case RG_BUILD_COMMAND:
        STEP(&steps, source, false, "sh", "-ec", command);
        break;
    case RG_BUILD_NONE:
        break;
    }
    tree->failure = run_steps(&steps, like->is_quiet);
}

static int list_tests(struct rg_tests *tests, struct rg_pool *pool,
                      const struct rg_settings *settings, const struct rg_tree *tree,
                      enum rg_build_system system)
{
    int error = rg_tests_from_settings(tests, pool, settings, tree->config->name, tree->directory);
    bool has_ctest = rg_path_exists(rg_path_join(pool, tree->directory, "CTestTestfile.cmake"));
    if (error == 0 && has_ctest) {
        return rg_tests_from_ctest(tests, pool, tree->directory);
    }
    if (error == 0 && system == RG_BUILD_MESON) {
        return rg_tests_from_meson(tests, pool, tree->directory);
    }
    const char *command = rg_settings_for(settings, pool, tree->config->name, "test-command");
    if (error == 0 && command != NULL) {
        struct rg_test *test = rg_tests_add(tests, pool, "test-command");
        char **argv = rg_pool_alloc(pool, 4 * sizeof(*argv));
        argv[0] = rg_pool_string(pool, "sh");
        argv[1] = rg_pool_string(pool, "-ec");
        argv[2] = rg_pool_string(pool, command);
        test->argv = argv;
        test->directory = tree->directory;
    }
    return error;
}

int rg_build_tests(struct rg_tests *tests, struct rg_pool *pool, const struct rg_settings *settings,
                   const struct rg_tree *tree, enum rg_build_system system)
{
    int error = list_tests(tests, pool, settings, tree, system);
    for (size_t i = 0; i < tests->count; i++) {
        tests->rows[i].build_dir = tree->directory;
        tests->rows[i].source_dir = tree->source;
    }
    return error;
}
