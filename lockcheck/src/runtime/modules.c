#include "runtime/modules.h"

#include <dlfcn.h>
#include <elf.h>
#include <link.h>
#include <string.h>

#include "runtime/state.h"

/* Weak: glibc before 2.35 does not have it. */
/* NOLINTNEXTLINE(readability-redundant-declaration) */
extern int _dl_find_object(void *, struct dl_find_object *) __attribute__((weak));

enum { MODULE_PATH_BYTES = 512, BUILD_ID_BYTES_MAX = 32 };

struct module {
    uintptr_t start, end, bias;
    uintptr_t code_start, code_end; /* of its first executable segment */
    const struct link_map *map;     /* for comparison only: it may be gone */
    uint32_t id;
    uint32_t build_id_bytes;
    unsigned char build_id[BUILD_ID_BYTES_MAX];
    char path[MODULE_PATH_BYTES];
    bool recorded;
    struct module *next;
};

static struct module *s_modules; /* newest first */
static uint32_t s_last_id;

static const ElfW(Nhdr) * next_note(const ElfW(Nhdr) * note)
{
    size_t bytes = sizeof(*note) + ((note->n_namesz + 3) & ~3u) + ((note->n_descsz + 3) & ~3u);
    return (const ElfW(Nhdr) *)((const char *)note + bytes);
}

static void copy_build_id(struct module *module, const ElfW(Phdr) * segment)
{
    const ElfW(Nhdr) *note = (const ElfW(Nhdr) *)(module->bias + segment->p_vaddr);
    const char *end = (const char *)note + segment->p_memsz;
    for (; (const char *)(note + 1) <= end; note = next_note(note)) {
        if (note->n_type == NT_GNU_BUILD_ID && note->n_namesz == 4 &&
            memcmp(note + 1, "GNU", 4) == 0 && note->n_descsz <= BUILD_ID_BYTES_MAX) {
            module->build_id_bytes = note->n_descsz;
            memcpy(module->build_id, (const char *)(note + 1) + 4, note->n_descsz);
            return;
        }
    }
}

static void read_segment(struct module *module, const ElfW(Phdr) * segment)
{
    if (segment->p_type == PT_NOTE && !module->build_id_bytes) {
        copy_build_id(module, segment);
    } else if (segment->p_type == PT_LOAD && segment->p_flags & PF_X && !module->code_end) {
        module->code_start = module->bias + segment->p_vaddr;
        module->code_end = module->code_start + segment->p_memsz;
    }
}

/* The image's own headers are mapped at its start, unless a linker script left them out. */
static void read_segments(struct module *module)
{
    const ElfW(Ehdr) *header = (const ElfW(Ehdr) *)module->start;
    if (memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 ||
        header->e_phoff + (uintptr_t)header->e_phnum * sizeof(ElfW(Phdr)) > 4096) {
        return;
    }
    const ElfW(Phdr) *segments = (const ElfW(Phdr) *)(module->start + header->e_phoff);
    for (unsigned i = 0; i < header->e_phnum; i++) {
        read_segment(module, &segments[i]);
    }
}

static void copy_path(struct module *module, const char *name)
{
    const char *path = name && name[0] ? name : g_lc.executable;
    size_t bytes = strnlen(path, sizeof(module->path) - 1);
    memcpy(module->path, path, bytes);
    module->path[bytes] = '\0';
}

static bool same_path(const struct module *module, const char *name)
{
    const char *path = name && name[0] ? name : g_lc.executable;
    return strncmp(module->path, path, sizeof(module->path) - 1) == 0;
}

static struct module *module_add(const struct dl_find_object *found)
{
    struct module *module = lc_arena_alloc(&g_lc.arena, sizeof(*module));
    if (!module) {
        return NULL;
    }
    module->id = ++s_last_id;
    module->start = (uintptr_t)found->dlfo_map_start;
    module->end = (uintptr_t)found->dlfo_map_end;
    module->bias = found->dlfo_link_map->l_addr;
    module->map = found->dlfo_link_map;
    copy_path(module, found->dlfo_link_map->l_name);
    read_segments(module);
    module->next = s_modules;
    s_modules = module;
    return module;
}

static struct module *module_of(uintptr_t address)
{
    struct dl_find_object found;
    if (!_dl_find_object || _dl_find_object((void *)address, &found) != 0) {
        return NULL;
    }
    uintptr_t start = (uintptr_t)found.dlfo_map_start;
    for (struct module *m = s_modules; m; m = m->next) {
        if (m->start == start && m->map == found.dlfo_link_map &&
            same_path(m, found.dlfo_link_map->l_name)) {
            return m;
        }
    }
    return module_add(&found);
}

uint64_t lc_modules_frame_locked(uintptr_t address)
{
    const uint64_t mask = (UINT64_C(1) << LC_FRAME_MODULE_SHIFT) - 1;
    struct module *module = address ? module_of(address) : NULL;
    if (!module) {
        return address & mask;
    }
    return (uint64_t)module->id << LC_FRAME_MODULE_SHIFT | ((address - module->bias) & mask);
}

uint32_t lc_module_of_code_locked(uintptr_t address)
{
    const struct module *module = address ? module_of(address) : NULL;
    return module && address - module->code_start < module->code_end - module->code_start
               ? module->id
               : 0;
}

static struct module *module_by_id(uint32_t id)
{
    struct module *m = s_modules;
    while (m && m->id != id) {
        m = m->next;
    }
    return m;
}

const char *lc_module_path_locked(uint32_t module)
{
    const struct module *m = module_by_id(module);
    return m ? m->path : "";
}

void lc_module_record_locked(uint32_t id)
{
    struct module *module = module_by_id(id);
    if (!module || module->recorded) {
        return;
    }
    struct lc_trace_writer *trace = lc_runtime_trace_locked();
    size_t path_bytes = strlen(module->path);
    struct lc_trace_module *record =
        lc_trace_begin(trace, LC_REC_MODULE, sizeof(*record) + path_bytes);
    if (!record) {
        return;
    }
    record->id = module->id;
    record->start = module->start;
    record->end = module->end;
    record->bias = module->bias;
    record->build_id_bytes = module->build_id_bytes;
    memcpy(record->build_id, module->build_id, module->build_id_bytes);
    record->path = lc_trace_put_text(record, sizeof(*record), module->path, path_bytes);
    lc_trace_commit(trace);
    module->recorded = true;
}

void lc_modules_reset_locked(void)
{
    s_modules = NULL;
    s_last_id = 0;
}

void lc_modules_unrecord_locked(void)
{
    for (struct module *module = s_modules; module; module = module->next) {
        module->recorded = false;
    }
}
