/*
 * cli/doctor.h - the parts of `lockcheck doctor`; each looks at one thing and says a line about it.
 */
#ifndef LC_CLI_DOCTOR_H
#define LC_CLI_DOCTOR_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/compiler.h"
#include "cli/elf_facts.h"

enum lc_doctor_verdict {
    LC_DOCTOR_OK,
    LC_DOCTOR_NOTE, /* checking works, less well than it could */
    LC_DOCTOR_NO,   /* nothing can be checked */
};

struct lc_doctor {
    bool anything_wrong; /* a line said NO */
};

void lc_doctor_say(struct lc_doctor *doctor, enum lc_doctor_verdict verdict, const char *topic,
                   const char *format, ...) LC_PRINTF(4, 5);

/* The library, glibc, the kernel, the place for traces. What the library is goes to *ret_library.
 */
void lc_doctor_system(struct lc_doctor *doctor, struct lc_elf_facts *ret_library);
/* A program's file. */
void lc_doctor_program(struct lc_doctor *doctor, const char *path,
                       const struct lc_elf_facts *library);
/* A process: is the library in it? */
void lc_doctor_process(struct lc_doctor *doctor, pid_t pid);

/* Is some liblockcheck.so mapped in that process? -errno when we may not look. */
int lc_doctor_is_mapped(pid_t pid, bool *ret_mapped);

#endif
