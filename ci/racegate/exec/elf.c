#include "exec/elf.h"

#include <elf.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* A mapped file. Every offset in it is somebody else's word, and checked. */
struct image {
    const unsigned char *bytes;
    size_t size;
    const Elf64_Ehdr *header;
};

static const void *part_of(const struct image *image, Elf64_Off offset, Elf64_Xword size)
{
    return offset > image->size || size > image->size - offset ? NULL : image->bytes + offset;
}

static bool image_open(struct image *image, const char *path)
{
    struct stat about;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    *image = (struct image){0};
    if (file >= 0 && fstat(file, &about) == 0 && S_ISREG(about.st_mode) &&
        about.st_size >= (off_t)sizeof(Elf64_Ehdr)) {
        void *bytes = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, file, 0);
        if (bytes != MAP_FAILED) {
            *image = (struct image){bytes, (size_t)about.st_size, bytes};
        }
    }
    if (file >= 0) {
        close(file);
    }
    return image->bytes != NULL && memcmp(image->header->e_ident, ELFMAG, SELFMAG) == 0 &&
           image->header->e_ident[EI_CLASS] == ELFCLASS64;
}

static void image_close(const struct image *image)
{
    if (image->bytes != NULL) {
        (void)munmap((void *)image->bytes, image->size);
    }
}

bool rg_elf_is_static(const char *path)
{
    struct image image;
    bool is_program = image_open(&image, path) && image.header->e_phentsize == sizeof(Elf64_Phdr);
    bool has_loader = false;
    for (unsigned i = 0; is_program && i < image.header->e_phnum; i++) {
        Elf64_Phdr part;
        const void *found = part_of(&image, image.header->e_phoff + i * sizeof(part), sizeof(part));
        is_program = found != NULL;
        if (is_program) {
            memcpy(&part, found, sizeof(part));
            has_loader = has_loader || part.p_type == PT_INTERP;
        }
    }
    image_close(&image);
    return is_program && !has_loader;
}

/* false: there is no such section. */
static bool section_at(const struct image *image, unsigned index, Elf64_Shdr *ret_section)
{
    const Elf64_Ehdr *header = image->header;
    const void *found =
        header->e_shentsize != sizeof(*ret_section) || index >= header->e_shnum
            ? NULL
            : part_of(image, header->e_shoff + index * sizeof(*ret_section), sizeof(*ret_section));
    if (found != NULL) {
        memcpy(ret_section, found, sizeof(*ret_section));
    }
    return found != NULL;
}

/* Does the string at `offset` of a string section start with `start`? */
static bool string_starts(const struct image *image, unsigned section, Elf64_Xword offset,
                          const char *start)
{
    Elf64_Shdr strings;
    size_t length = strlen(start);
    if (!section_at(image, section, &strings) || offset > strings.sh_size ||
        length > strings.sh_size - offset) {
        return false;
    }
    const void *text = part_of(image, strings.sh_offset + offset, length);
    return text != NULL && memcmp(text, start, length) == 0;
}

static bool needs_library(const struct image *image, const Elf64_Shdr *dynamic, const char *name)
{
    for (Elf64_Xword at = 0; at + sizeof(Elf64_Dyn) <= dynamic->sh_size; at += sizeof(Elf64_Dyn)) {
        Elf64_Dyn entry;
        const void *found = part_of(image, dynamic->sh_offset + at, sizeof(entry));
        if (found == NULL) {
            return false;
        }
        memcpy(&entry, found, sizeof(entry));
        if (entry.d_tag == DT_NEEDED &&
            string_starts(image, dynamic->sh_link, entry.d_un.d_val, name)) {
            return true;
        }
    }
    return false;
}

static bool holds_text(const struct image *image, const Elf64_Shdr *section, const char *text)
{
    const void *bytes = part_of(image, section->sh_offset, section->sh_size);
    return bytes != NULL && memmem(bytes, section->sh_size, text, strlen(text)) != NULL;
}

enum rg_elf_maker rg_elf_tsan_maker(const char *path)
{
    struct image image;
    enum rg_elf_maker maker = RG_ELF_MAKER_UNKNOWN;
    Elf64_Shdr section;
    bool is_elf = image_open(&image, path);
    for (unsigned i = 0; is_elf && section_at(&image, i, &section); i++) {
        if (section.sh_type == SHT_DYNAMIC && needs_library(&image, &section, "libtsan.so")) {
            maker = RG_ELF_MAKER_GCC;
            break;
        }
        if (section.sh_type == SHT_PROGBITS &&
            string_starts(&image, image.header->e_shstrndx, section.sh_name, ".comment") &&
            holds_text(&image, &section, "clang version")) {
            maker = RG_ELF_MAKER_CLANG;
        }
    }
    image_close(&image);
    return maker;
}
