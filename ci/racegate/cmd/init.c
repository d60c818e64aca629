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
    "Files that are there stay as they are.\n"
    "Exit status: 0 written, 2 usage or all files are there, 3 a file cannot be written.\n";

struct writing {
    bool force;
    unsigned written_count;
};

static int write_file(struct writing *writing, const char *path, const char *text)
{
    if (rg_path_exists(path) && !writing->force) {
        fprintf(stderr, "racegate: %s is there already; --force overwrites it\n", path);
        return 0;
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
    writing->written_count++;
    return 0;
}

static int make_folder(const char *path)
{
    int error = rg_path_make(path);
    if (error != 0) {
        fprintf(stderr, "racegate: %s: %s\n", path, strerror(-error));
    }
    return error;
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

static int write_ci(struct writing *writing, const char *kind)
{
    if (strcmp(kind, "gitlab") == 0) {
        return write_file(writing, "racegate/gitlab.yml", rg_init_gitlab);
    }
    if (strcmp(kind, "github") == 0) {
        int error = make_folder(".github/workflows");
        return error != 0 ? error
                          : write_file(writing, ".github/workflows/racegate.yml", rg_init_github);
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
    struct writing writing = {.force = options.force};
    error = write_file(&writing, "racegate.ini", ini);
    error = error != 0 ? error : make_folder("racegate");
    error = error != 0 ? error : write_file(&writing, "racegate/tsan.supp", rg_init_tsan);
    error = error != 0 ? error : write_file(&writing, "racegate/valgrind.supp", rg_init_valgrind);
    error = error != 0 ? error : write_ci(&writing, kind);
    if (error != 0) {
        return RG_STATUS_INCONCLUSIVE;
    }
    if (writing.written_count == 0) {
        return RG_STATUS_USAGE;
    }
    puts("racegate: next: racegate ci; then racegate baseline create, if something is to be "
         "accepted for now.\nracegate: keep racegate-out out of version control.");
    if (strcmp(kind, "gitlab") == 0) {
        puts("racegate: .gitlab-ci.yml has to say: include: { local: racegate/gitlab.yml }");
    }
    return RG_STATUS_PASS;
}
