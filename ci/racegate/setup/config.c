#include "setup/config.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/files.h"

static const struct {
    const char *name;
    unsigned sees;
} s_kinds[RG_CONFIG_COUNT] = {
    [RG_CONFIG_PLAIN] = {"plain", 0},
    [RG_CONFIG_TSAN_GCC] = {"tsan-gcc", RG_SEES_RACES | RG_SEES_ORDER},
    [RG_CONFIG_TSAN_CLANG] = {"tsan-clang", RG_SEES_RACES | RG_SEES_ORDER},
    [RG_CONFIG_HELGRIND] = {"helgrind", RG_SEES_RACES | RG_SEES_ORDER},
    [RG_CONFIG_DRD] = {"drd", RG_SEES_RACES},
    [RG_CONFIG_LOCKCHECK] = {"lockcheck", RG_SEES_ORDER},
};

int rg_config_from_name(const char *name, size_t length)
{
    for (int kind = 0; kind < RG_CONFIG_COUNT; kind++) {
        if (strlen(s_kinds[kind].name) == length &&
            strncmp(s_kinds[kind].name, name, length) == 0) {
            return kind;
        }
    }
    return -1;
}

bool rg_config_is_tsan(enum rg_config_kind kind)
{
    return kind == RG_CONFIG_TSAN_GCC || kind == RG_CONFIG_TSAN_CLANG;
}

/* NAME-VERSION from the newest on; gcc's plain name goes first, it is the system's own. */
static char *find_versioned(struct rg_pool *pool, const char *name, int newest, int oldest)
{
    for (int version = newest; version >= oldest; version--) {
        char *found = rg_path_program(pool, rg_pool_format(pool, "%s-%d", name, version));
        if (found != NULL) {
            return found;
        }
    }
    return NULL;
}

static char *find_gcc(struct rg_pool *pool, const char *name)
{
    char *found = rg_path_program(pool, name);
    return found != NULL ? found : find_versioned(pool, name, 20, 9);
}

static char *find_clang(struct rg_pool *pool, const char *name)
{
    char *found = find_versioned(pool, name, 30, 11);
    return found != NULL ? found : rg_path_program(pool, name);
}

static const char *setting_of(const struct rg_config *config, struct rg_pool *pool,
                              const struct rg_settings *settings, const char *key)
{
    char *section = rg_pool_format(pool, "config %s", config->name);
    return rg_settings_get(settings, section, key);
}

static const char *given_program(struct rg_config *config, struct rg_pool *pool, const char *name)
{
    const char *found = rg_path_program(pool, name);
    if (found == NULL) {
        config->missing = rg_pool_format(pool, "the settings name '%s', which is not there", name);
    }
    return found;
}

static void find_compilers(struct rg_config *config, struct rg_pool *pool,
                           const struct rg_settings *settings)
{
    bool is_clang = config->kind == RG_CONFIG_TSAN_CLANG;
    const char *cc = setting_of(config, pool, settings, "cc");
    const char *cxx = setting_of(config, pool, settings, "cxx");
    config->cc = cc != NULL ? given_program(config, pool, cc)
                 : is_clang ? find_clang(pool, "clang")
                            : find_gcc(pool, "gcc");
    config->cxx = cxx != NULL ? given_program(config, pool, cxx)
                  : is_clang  ? find_clang(pool, "clang++")
                              : find_gcc(pool, "g++");
    if (config->cc == NULL && config->missing == NULL && rg_config_is_tsan(config->kind)) {
        config->missing = is_clang ? "no clang in $PATH" : "no gcc in $PATH";
    }
}

/* A file at `relative` from the folder that racegate lies in; NULL: there is none. */
static char *find_beside(struct rg_pool *pool, const char *relative, int access_mode)
{
    char self[4096];
    ssize_t length = readlink("/proc/self/exe", self, sizeof(self) - 1);
    if (length <= 0) {
        return NULL;
    }
    self[length] = '\0';
    char *slash = strrchr(self, '/');
    *(slash == NULL ? self : slash + 1) = '\0';
    char *path = rg_pool_format(pool, "%s%s", self, relative);
    return access(path, access_mode) == 0 ? rg_path_absolute(pool, path) : NULL;
}

static char *find_lockcheck(struct rg_pool *pool)
{
    char *beside = find_beside(pool, "lockcheck", X_OK);
    return beside != NULL ? beside : rg_path_program(pool, "lockcheck");
}

static void find_tool(struct rg_config *config, struct rg_pool *pool,
                      const struct rg_settings *settings)
{
    bool is_lockcheck = config->kind == RG_CONFIG_LOCKCHECK;
    const char *given = setting_of(config, pool, settings, "tool");
    config->tool = given != NULL  ? given_program(config, pool, given)
                   : is_lockcheck ? find_lockcheck(pool)
                                  : rg_path_program(pool, "valgrind");
    if (config->tool == NULL && config->missing == NULL) {
        config->missing = is_lockcheck ? "lockcheck is neither beside racegate nor in $PATH"
                                       : "no valgrind in $PATH";
    }
}

static char *find_symbolizer(struct rg_pool *pool)
{
    char *found = rg_path_program(pool, "llvm-symbolizer");
    return found != NULL ? found : find_versioned(pool, "llvm-symbolizer", 30, 11);
}

/* Compilers and tools, versioned names too. Never fails: see `missing`. */
static void find_config(struct rg_config *config, enum rg_config_kind kind, struct rg_pool *pool,
                        const struct rg_settings *settings)
{
    memset(config, 0, sizeof(*config));
    config->kind = kind;
    config->name = s_kinds[kind].name;
    config->sees = s_kinds[kind].sees;
    find_compilers(config, pool, settings);
    if (rg_config_is_tsan(kind)) {
        config->symbolizer = find_symbolizer(pool);
        /* clang links its runtime statically: it would not look at a preloaded hook. */
        config->hook = kind == RG_CONFIG_TSAN_GCC ? find_beside(pool, RG_HOOK_PATH, R_OK) : NULL;
    } else if (kind != RG_CONFIG_PLAIN) {
        find_tool(config, pool, settings);
    }
    const char *cflags = rg_settings_for(settings, pool, config->name, "cflags");
    const char *ldflags = rg_settings_for(settings, pool, config->name, "ldflags");
    config->cflags = cflags == NULL ? "" : cflags;
    config->ldflags = ldflags == NULL ? "" : ldflags;
    config->options = setting_of(config, pool, settings, "options");
    bool is_valgrind = kind == RG_CONFIG_HELGRIND || kind == RG_CONFIG_DRD;
    char *file =
        rg_settings_path(settings, pool, is_valgrind ? "valgrind-suppressions" : "suppressions");
    config->suppressions =
        file == NULL || kind == RG_CONFIG_PLAIN ? NULL : rg_path_absolute(pool, file);
}

int rg_config_list(struct rg_config **ret_configs, size_t *ret_count, struct rg_pool *pool,
                   const struct rg_settings *settings, const char *list)
{
    struct rg_config *configs = NULL;
    size_t count = 0;
    unsigned taken = 0;
    if (list == NULL) {
        list = rg_settings_get(settings, "racegate", "configs");
    }
    if (list == NULL) {
        list = "plain tsan-gcc tsan-clang helgrind drd lockcheck";
    }
    for (const char *p = list + strspn(list, ", \t"); *p != '\0'; p += strspn(p, ", \t")) {
        size_t length = strcspn(p, ", \t");
        int kind = rg_config_from_name(p, length);
        if (kind < 0) {
            fprintf(stderr,
                    "racegate: unknown configuration '%.*s'; there are plain, tsan-gcc, "
                    "tsan-clang, helgrind, drd and lockcheck\n",
                    (int)length, p);
            return -EINVAL;
        }
        if ((taken & 1u << kind) == 0) {
            find_config(RG_PUSH(pool, configs, count), (enum rg_config_kind)kind, pool, settings);
        }
        taken |= 1u << kind;
        p += length;
    }
    if (count == 0) {
        fprintf(stderr, "racegate: no configuration is given\n");
        return -EINVAL;
    }
    *ret_configs = configs;
    *ret_count = count;
    return 0;
}
