/*
 * cli/target.h - will the dynamic linker load our library into this program, and if not, why not?
 *
 * Only looks; starts nothing.
 */
#ifndef LC_CLI_TARGET_H
#define LC_CLI_TARGET_H

#include <limits.h>
#include <stdbool.h>

#include "cli/elf_facts.h"

#define LC_TARGET_SHELL "/bin/sh"

enum lc_target_verdict {
    LC_TARGET_WATCHED,
    LC_TARGET_STATIC,
    LC_TARGET_PRIVILEGED, /* setuid, setgid or file capabilities: LD_PRELOAD is not obeyed */
    LC_TARGET_OTHER_MACHINE,
    LC_TARGET_OTHER_LIBC,
    LC_TARGET_NOT_ELF,
    LC_TARGET_ABSENT, /* the interpreter that a script names */
};

struct lc_target {
    enum lc_target_verdict verdict;
    char path[PATH_MAX];     /* the ELF file that will run: for a script, its interpreter */
    char script[PATH_MAX];   /* "": not started through a script */
    bool needs_shell;        /* the script has no #! line: the kernel refuses it, shells run it */
    struct lc_elf_facts elf; /* zero for LC_TARGET_NOT_ELF and LC_TARGET_ABSENT */
};

/* `library` is the library the program would load. */
void lc_target_inspect(const char *path, const struct lc_elf_facts *library,
                       struct lc_target *ret_target);

/* Why a preload cannot see into it, as the end of a sentence; for LC_TARGET_WATCHED "". */
const char *lc_target_reason(enum lc_target_verdict verdict);

#endif
