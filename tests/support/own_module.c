#include "support/own_module.h"

#include <elf.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void take_build_id(struct own_module *own, const unsigned char *notes, size_t bytes)
{
    while (bytes >= sizeof(ElfW(Nhdr))) {
        const ElfW(Nhdr) *note = (const void *)notes;
        size_t name = (note->n_namesz + 3u) & ~3u;
        size_t whole = sizeof(*note) + name + ((note->n_descsz + 3u) & ~3u);
        if (note->n_type == NT_GNU_BUILD_ID && note->n_descsz <= sizeof(own->build_id)) {
            own->build_id_bytes = note->n_descsz;
            memcpy(own->build_id, notes + sizeof(*note) + name, note->n_descsz);
        }
        if (whole > bytes) {
            return;
        }
        notes += whole;
        bytes -= whole;
    }
}

/* The first object told of is the program itself. */
static int visit(struct dl_phdr_info *info, size_t size, void *context)
{
    (void)size;
    struct own_module *own = context;
    own->bias = info->dlpi_addr;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
        if (segment->p_type == PT_NOTE) {
            take_build_id(own, (const void *)(info->dlpi_addr + segment->p_vaddr),
                          segment->p_memsz);
        }
    }
    return 1;
}

void own_module_find(struct own_module *own)
{
    memset(own, 0, sizeof(*own));
    ssize_t bytes = readlink("/proc/self/exe", own->path, sizeof(own->path) - 1);
    if (bytes < 0 || dl_iterate_phdr(visit, own) != 1) {
        perror("own_module");
        abort();
    }
}

uint32_t own_module_add(const struct own_module *own, struct trace_builder *builder)
{
    return trace_add_module(builder, own->path, own->build_id, own->build_id_bytes);
}
