#include "cli/elf_facts.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int open_elf(const char *path, int *ret_fd, Elf **ret_elf)
{
    (void)elf_version(EV_CURRENT);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return -errno;
    }
    Elf *elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
    if (!elf || elf_kind(elf) != ELF_K_ELF) {
        (void)elf_end(elf);
        (void)close(fd);
        return -ENOEXEC;
    }
    *ret_fd = fd;
    *ret_elf = elf;
    return 0;
}

static void close_elf(int fd, Elf *elf)
{
    (void)elf_end(elf);
    (void)close(fd);
}

static void copy_text(char *to, size_t to_bytes, const char *from, size_t from_bytes)
{
    snprintf(to, to_bytes, "%.*s", (int)strnlen(from, from_bytes), from);
}

static void read_interpreter(Elf *elf, const GElf_Phdr *segment, struct lc_elf_facts *facts)
{
    size_t file_bytes;
    const char *file = elf_rawfile(elf, &file_bytes);
    if (file && segment->p_offset < file_bytes &&
        segment->p_filesz <= file_bytes - segment->p_offset) {
        copy_text(facts->interpreter, sizeof(facts->interpreter), file + segment->p_offset,
                  segment->p_filesz);
    }
}

static void read_segments(Elf *elf, struct lc_elf_facts *facts)
{
    size_t count = 0;
    (void)elf_getphdrnum(elf, &count);
    for (size_t i = 0; i < count; i++) {
        GElf_Phdr segment;
        if (!gelf_getphdr(elf, (int)i, &segment)) {
            continue;
        }
        if (segment.p_type == PT_INTERP) {
            read_interpreter(elf, &segment, facts);
        } else if (segment.p_type == PT_DYNAMIC) {
            facts->dynamic = true;
        }
    }
}

static void note_needed(const char *name, struct lc_elf_facts *facts)
{
    if (strncmp(name, "libasan.so", 10) == 0) {
        facts->needs_asan = true;
    } else if (strncmp(name, "libjvm.so", 9) == 0 || strncmp(name, "libjli.so", 9) == 0) {
        facts->needs_jvm = true;
    }
}

static void read_needed(Elf *elf, Elf_Scn *section, const GElf_Shdr *header,
                        struct lc_elf_facts *facts)
{
    Elf_Data *data = elf_getdata(section, NULL);
    GElf_Dyn entry;
    for (int i = 0; data && gelf_getdyn(data, i, &entry) && entry.d_tag != DT_NULL; i++) {
        const char *name = NULL;
        if (entry.d_tag == DT_NEEDED) {
            name = elf_strptr(elf, header->sh_link, entry.d_un.d_val);
        }
        if (name) {
            note_needed(name, facts);
        }
    }
}

static void read_build_id(Elf_Scn *section, struct lc_elf_facts *facts)
{
    Elf_Data *data = elf_getdata(section, NULL);
    GElf_Nhdr note;
    size_t next = 0, name, text;
    while (data && (next = gelf_getnote(data, next, &note, &name, &text)) > 0) {
        if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == sizeof("GNU") &&
            memcmp((char *)data->d_buf + name, "GNU", sizeof("GNU")) == 0 &&
            note.n_descsz <= LC_BUILD_ID_BYTES_MAX) {
            memcpy(facts->build_id, (char *)data->d_buf + text, note.n_descsz);
            facts->build_id_bytes = note.n_descsz;
        }
    }
}

static void read_section(Elf *elf, Elf_Scn *section, const GElf_Shdr *header, const char *name,
                         struct lc_elf_facts *facts)
{
    if (header->sh_type == SHT_DYNAMIC) {
        read_needed(elf, section, header, facts);
    } else if (header->sh_type == SHT_NOTE) {
        read_build_id(section, facts);
    } else if (header->sh_type == SHT_SYMTAB) {
        facts->symbol_table = true;
    } else if (strcmp(name, ".go.buildinfo") == 0 || strcmp(name, ".note.go.buildid") == 0) {
        facts->go = true;
    } else if (strcmp(name, ".debug_info") == 0 && header->sh_type != SHT_NOBITS) {
        facts->debug_info = true;
    } else if (strcmp(name, ".gnu_debuglink") == 0) {
        Elf_Data *data = elf_getdata(section, NULL);
        if (data && data->d_buf) {
            copy_text(facts->debug_link, sizeof(facts->debug_link), data->d_buf, data->d_size);
        }
    }
}

int lc_elf_read(const char *path, struct lc_elf_facts *ret_facts)
{
    int fd = -1;
    Elf *elf = NULL;
    int error = open_elf(path, &fd, &elf);
    if (error) {
        return error;
    }
    GElf_Ehdr header;
    size_t names = 0;
    if (!gelf_getehdr(elf, &header)) {
        close_elf(fd, elf);
        return -ENOEXEC;
    }
    struct lc_elf_facts facts = {.elf_class = header.e_ident[EI_CLASS],
                                 .machine = header.e_machine};
    read_segments(elf, &facts);
    (void)elf_getshdrstrndx(elf, &names);
    for (Elf_Scn *section = NULL; (section = elf_nextscn(elf, section));) {
        GElf_Shdr section_header;
        if (!gelf_getshdr(section, &section_header)) {
            continue;
        }
        const char *name = elf_strptr(elf, names, section_header.sh_name);
        read_section(elf, section, &section_header, name ? name : "", &facts);
    }
    close_elf(fd, elf);
    *ret_facts = facts;
    return 0;
}

static void note_symbol(const char *name, struct lc_elf_symbols *symbols)
{
    if (strcmp(name, "malloc") == 0) {
        symbols->own_malloc = true;
    } else if (strcmp(name, "__asan_init") == 0) {
        symbols->asan = true;
    } else if (strcmp(name, "__tsan_init") == 0) {
        symbols->tsan = true;
    } else if (strcmp(name, "rust_eh_personality") == 0 || strcmp(name, "__rust_alloc") == 0) {
        symbols->rust = true;
    }
}

/* Sanitizers are seen in what the program calls, an allocator in what it defines. */
static bool counts(const GElf_Sym *symbol, const char *name)
{
    return symbol->st_shndx != SHN_UNDEF || strncmp(name, "__", 2) == 0;
}

static void read_symbols(Elf *elf, Elf_Scn *section, const GElf_Shdr *header,
                         struct lc_elf_symbols *symbols)
{
    Elf_Data *data = elf_getdata(section, NULL);
    GElf_Sym symbol;
    for (int i = 0; data && gelf_getsym(data, i, &symbol); i++) {
        const char *name = elf_strptr(elf, header->sh_link, symbol.st_name);
        if (name && counts(&symbol, name)) {
            note_symbol(name, symbols);
        }
    }
}

int lc_elf_read_symbols(const char *path, struct lc_elf_symbols *ret_symbols)
{
    int fd = -1;
    Elf *elf = NULL;
    int error = open_elf(path, &fd, &elf);
    if (error) {
        return error;
    }
    struct lc_elf_symbols symbols = {0};
    for (Elf_Scn *section = NULL; (section = elf_nextscn(elf, section));) {
        GElf_Shdr header;
        if (gelf_getshdr(section, &header) &&
            (header.sh_type == SHT_SYMTAB || header.sh_type == SHT_DYNSYM)) {
            read_symbols(elf, section, &header, &symbols);
        }
    }
    close_elf(fd, elf);
    *ret_symbols = symbols;
    return 0;
}
