#include "exec/elf.h"

#include <elf.h>
#include <stdio.h>
#include <string.h>

bool rg_elf_is_static(const char *path)
{
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        return false;
    }
    Elf64_Ehdr header;
    bool is_program = fread(&header, sizeof(header), 1, file) == 1 &&
                      memcmp(header.e_ident, ELFMAG, SELFMAG) == 0 &&
                      header.e_ident[EI_CLASS] == ELFCLASS64 &&
                      header.e_phentsize == sizeof(Elf64_Phdr) &&
                      fseek(file, (long)header.e_phoff, SEEK_SET) == 0;
    bool has_loader = false;
    for (unsigned i = 0; is_program && i < header.e_phnum; i++) {
        Elf64_Phdr part;
        is_program = fread(&part, sizeof(part), 1, file) == 1;
        has_loader = has_loader || (is_program && part.p_type == PT_INTERP);
    }
    fclose(file);
    return is_program && !has_loader;
}
