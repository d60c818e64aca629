/*
 * cli/elf_facts.h - what an ELF file says about itself, as far as checking it is concerned.
 *
 * Safety: any file may be given; nothing it says is trusted further than libelf checks it.
 */
#ifndef LC_CLI_ELF_FACTS_H
#define LC_CLI_ELF_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LC_BUILD_ID_BYTES_MAX = 32 };

struct lc_elf_facts {
    unsigned elf_class;    /* ELFCLASS32 or ELFCLASS64 */
    unsigned machine;      /* EM_... */
    bool dynamic;          /* linked dynamically, or a static PIE */
    char interpreter[256]; /* "": started without a dynamic linker, so static */
    bool needs_asan;       /* the shared runtime of AddressSanitizer, gcc's */
    bool needs_jvm;
    bool go;
    bool symbol_table;
    bool debug_info;
    char debug_link[256]; /* name of the separate file with the symbols */
    uint8_t build_id[LC_BUILD_ID_BYTES_MAX];
    size_t build_id_bytes;
};

/* What its symbols say; a stripped program says little. */
struct lc_elf_symbols {
    bool own_malloc;
    bool asan;
    bool tsan;
    bool rust;
};

/* 0, -errno of open, or -ENOEXEC: no whole ELF file. */
int lc_elf_read(const char *path, struct lc_elf_facts *ret_facts);
int lc_elf_read_symbols(const char *path, struct lc_elf_symbols *ret_symbols);

#endif
