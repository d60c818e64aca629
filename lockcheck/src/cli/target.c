#include "cli/target.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "cli/find_program.h"

enum { FIRST_LINE_BYTES = 256, SCRIPT_DEPTH_MAX = 4 }; /* as the kernel has it */

static const char *const reasons[] = {
    [LC_TARGET_WATCHED] = "",
    [LC_TARGET_STATIC] = "it is linked statically, so no library can be preloaded",
    [LC_TARGET_PRIVILEGED] =
        "it gains privileges (setuid, setgid or capabilities), so the linker ignores LD_PRELOAD",
    [LC_TARGET_OTHER_MACHINE] = "it is built for another machine than this lockcheck",
    [LC_TARGET_OTHER_LIBC] = "it uses another C library than glibc",
    [LC_TARGET_NOT_ELF] = "it is neither an ELF program nor a script",
    [LC_TARGET_ABSENT] = "there is no such program",
};

const char *lc_target_reason(enum lc_target_verdict verdict)
{
    return reasons[verdict];
}

/* Would the kernel start it in secure mode? */
static bool gains_privileges(const char *path)
{
    struct stat info;
    if (stat(path, &info) != 0) {
        return false;
    }
    return ((info.st_mode & S_ISUID) && info.st_uid != getuid()) ||
           ((info.st_mode & S_ISGID) && info.st_gid != getgid()) ||
           (getuid() != 0 && getxattr(path, "security.capability", NULL, 0) > 0);
}

static enum lc_target_verdict judge(const struct lc_target *target,
                                    const struct lc_elf_facts *library)
{
    const struct lc_elf_facts *elf = &target->elf;
    if (elf->machine != library->machine || elf->elf_class != library->elf_class) {
        return LC_TARGET_OTHER_MACHINE;
    }
    if (elf->interpreter[0] == '\0') {
        return LC_TARGET_STATIC;
    }
    /* glibc's is /lib64/ld-linux-x86-64.so.2, /lib/ld-linux-aarch64.so.1 …, musl's /lib/ld-musl-…
     */
    if (!strstr(elf->interpreter, "/ld-linux") && !strstr(elf->interpreter, "/ld64.so")) {
        return LC_TARGET_OTHER_LIBC;
    }
    return gains_privileges(target->path) ? LC_TARGET_PRIVILEGED : LC_TARGET_WATCHED;
}

/* `env` looks its program up in $PATH: "#!/usr/bin/env -S python3 -u". */
static void follow_env(char interpreter[PATH_MAX], char *rest)
{
    char *state;
    for (char *word = strtok_r(rest, " \t", &state); word; word = strtok_r(NULL, " \t", &state)) {
        if (word[0] != '-' && !strchr(word, '=')) {
            if (lc_find_program(word, interpreter) != 0) {
                snprintf(interpreter, PATH_MAX, "%s", word);
            }
            return;
        }
    }
}

/* The interpreter that a script's first line names; a text without such a line is for the shell. */
static void parse_first_line(char *line, struct lc_target *target, char interpreter[PATH_MAX])
{
    char *rest = NULL;
    line[strcspn(line, "\n")] = '\0';
    const char *name = strncmp(line, "#!", 2) == 0 ? strtok_r(line + 2, " \t", &rest) : NULL;
    if (!name) {
        target->needs_shell = true;
        name = LC_TARGET_SHELL;
    }
    snprintf(interpreter, PATH_MAX, "%s", name);
    const char *slash = strrchr(name, '/');
    if (strcmp(slash ? slash + 1 : name, "env") == 0) {
        follow_env(interpreter, rest);
    }
}

/* False: it is no script. */
static bool read_interpreter(struct lc_target *target, char interpreter[PATH_MAX])
{
    char line[FIRST_LINE_BYTES + 1];
    int fd = open(target->path, O_RDONLY | O_CLOEXEC);
    ssize_t bytes = fd < 0 ? -1 : read(fd, line, FIRST_LINE_BYTES);
    if (fd >= 0) {
        (void)close(fd);
    }
    if (bytes <= 0 || memchr(line, '\0', (size_t)bytes)) {
        return false;
    }
    line[bytes] = '\0';
    parse_first_line(line, target, interpreter);
    return true;
}

void lc_target_inspect(const char *path, const struct lc_elf_facts *library,
                       struct lc_target *ret_target)
{
    struct lc_target *target = ret_target;
    *target = (struct lc_target){.verdict = LC_TARGET_NOT_ELF};
    snprintf(target->path, sizeof(target->path), "%s", path);
    for (int depth = 0; depth <= SCRIPT_DEPTH_MAX; depth++) {
        char interpreter[PATH_MAX];
        if (lc_elf_read(target->path, &target->elf) == 0) {
            target->verdict = judge(target, library);
            return;
        }
        if (!read_interpreter(target, interpreter)) {
            if (access(target->path, F_OK) != 0) {
                target->verdict = LC_TARGET_ABSENT;
            }
            return;
        }
        if (target->needs_shell && depth > 0) {
            target->needs_shell = false; /* execvp helps the program itself, not an interpreter */
            return;
        }
        if (depth == 0) {
            snprintf(target->script, sizeof(target->script), "%s", path);
        }
        snprintf(target->path, sizeof(target->path), "%s", interpreter);
    }
}
