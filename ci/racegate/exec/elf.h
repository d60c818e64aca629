/*
 * exec/elf.h - what the file of a program tells about itself.
 */
#ifndef RG_EXEC_ELF_H
#define RG_EXEC_ELF_H

#include <stdbool.h>

/* A program without a dynamic loader. false as well for what is no 64-bit ELF file (a script). */
bool rg_elf_is_static(const char *path);

enum rg_elf_maker {
    RG_ELF_MAKER_UNKNOWN, /* a script, a stripped program, a static runtime without a trace of clang
                           */
    RG_ELF_MAKER_GCC,
    RG_ELF_MAKER_CLANG,
};

/*
 * Whose TSan runtime a program has. gcc links its own as a library; clang's is inside the program,
 * whose .comment section names clang then.
 */
enum rg_elf_maker rg_elf_tsan_maker(const char *path);

#endif
