/*
 * exec/elf.h - the one thing asked of a program file: is it linked statically?
 */
#ifndef RG_EXEC_ELF_H
#define RG_EXEC_ELF_H

#include <stdbool.h>

/* False for what is no ELF program (a script), too. */
bool rg_elf_is_static(const char *path);

#endif
