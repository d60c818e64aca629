/*
 * racegate init: the files a project starts with.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/files.h"
#include "cmd/command.h"
#include "cmd/init_files.h"
#include "cmd/options.h"
#include "exec/build.h"

static const char s_usage[] =
    "usage: racegate init [options]\n"
    "Writes racegate.ini, a suppression folder and a CI file for the project in this folder.\n"
    "Exit status: 0 written, 2 usage or a file is there already, 3 a file cannot be written.\n";

static int write_file(const char *path, const char *text, bool force)
{
    if (rg_path_exists(path) && !force) {
        fprintf(stderr, "racegate: %s is there already; --force overwrites it\n", path);
        return -EEXIST;
    }
    FILE *file = fopen(path, "we");
    bool is_written = file != NULL && fputs(text, file) >= 0;
    if (file != NULL && fclose(file) != 0) {
        is_written = false;
    }
    if (!is_written) {
        fprintf(stderr, "racegate: %s: %s\n", path, strerror(errno));
        return -EIO;
    }
    printf("racegate: wrote %s\n", path);
    return 0;
}

static bool makefile_has(struct rg_pool *pool, const char *target)
{
    static const char *const names[] = {"Makefile", "GNUmakefile", "Makefile.in", "Makefile.am"};
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        char *text;
        size_t length;
        if (rg_file_read(pool, names[i], 16u << 20, &text, &length) == 0 &&
            (strncmp(text, target, strlen(target)) == 0 ||
             strstr(text, rg_pool_format(pool, "\n%s", target)) != NULL)) {
            return true;
        }
    }
    return false;
}

/* Lines of the settings that this build system needs. */
static const char *more_settings(struct rg_pool *pool, enum rg_build_system system)
{
    if (system == RG_BUILD_MAKE) {
        return makefile_has(pool, "check:")  ? "test-command = make check\n"
               : makefile_has(pool, "test:") ? "test-command = make test\n"
                                             : "# test-command = make check\n";
    }
    return system == RG_BUILD_NONE ? "# build-command = what builds it, with $CC, $CFLAGS, "
                                     "$LDFLAGS, into $RACEGATE_BUILD_DIR\n"
                                   : "";
}

static const char *ci_of_project(void)
{
    return rg_path_exists(".gitlab-ci.yml") && !rg_path_is_directory(".github") ? "gitlab"
                                                                                : "github";
}

static int write_ci(const char *kind, bool force)
{
    if (strcmp(kind, "gitlab") == 0) {
        return write_file("racegate/gitlab.yml", rg_init_gitlab, force);
    }
    if (strcmp(kind, "github") == 0) {
        int error = rg_path_make(".github/workflows");
        return error != 0 ? error
                          : write_file(".github/workflows/racegate.yml", rg_init_github, force);
    }
    return 0;
}

int rg_cmd_init(struct rg_pool *pool, int argc, char **argv)
{
    struct rg_options options;
    int error = rg_options_parse(&options, pool, RG_CMD_INIT, s_usage, argc, argv);
    if (error != 0) {
        return error == -ECANCELED ? RG_STATUS_PASS : RG_STATUS_USAGE;
    }
    const char *kind = options.ci_kind == NULL ? ci_of_project() : options.ci_kind;
    if (options.argument_count > 0 ||
        (strcmp(kind, "github") != 0 && strcmp(kind, "gitlab") != 0 && strcmp(kind, "none") != 0)) {
        fprintf(stderr, "racegate: init takes --ci=github, gitlab or none, not '%s'\n",
                options.argument_count > 0 ? options.arguments[0] : kind);
        return RG_STATUS_USAGE;
    }
    const struct rg_settings none = {.directory = "."};
    enum rg_build_system system = rg_build_system_of(&none, ".");
    char *ini = rg_pool_format(pool, RG_INIT_INI, rg_build_system_name(system),
                               more_settings(pool, system));
    error = write_file("racegate.ini", ini, options.force);
    error = error != 0 ? error : rg_path_make("racegate");
    error = error != 0 ? error : write_file("racegate/tsan.supp", rg_init_tsan, options.force);
    error =
        error != 0 ? error : write_file("racegate/valgrind.supp", rg_init_valgrind, options.force);
    error = error != 0 ? error : write_ci(kind, options.force);
    if (error != 0) {
        return error == -EEXIST ? RG_STATUS_USAGE : RG_STATUS_INCONCLUSIVE;
    }
    puts("racegate: next: racegate ci; then racegate baseline create, if something is to be "
         "accepted for now.\nracegate: keep racegate-out out of version control.");
    return RG_STATUS_PASS;
}
