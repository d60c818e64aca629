#include "report/symbols.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "report/demangle.h"
#include "report/symbols_image.h"
#include "report/text_of.h"

#define DEBUG_BY_BUILD_ID "/usr/lib/debug/.build-id/"

struct lc_symbols {
    struct lc_arena arena;
    struct lc_image **images;
    size_t image_count;
};

static const Dwfl_Callbacks s_callbacks = {
    .find_elf = dwfl_build_id_find_elf,
    .find_debuginfo = dwfl_standard_find_debuginfo,
    .section_address = dwfl_offline_section_address,
};

struct lc_symbols *lc_symbols_new(void)
{
    struct lc_symbols *symbols = calloc(1, sizeof(*symbols));
    if (symbols) {
        lc_arena_init(&symbols->arena, &lc_arena_heap, SIZE_MAX);
    }
    return symbols;
}

static void image_close(struct lc_image *image)
{
    if (image->dwfl) {
        dwfl_end(image->dwfl);
    }
    image->dwfl = NULL;
    image->module = NULL;
}

void lc_symbols_free(struct lc_symbols *symbols)
{
    if (!symbols) {
        return;
    }
    for (size_t i = 0; i < symbols->image_count; i++) {
        struct lc_image *image = symbols->images[i];
        for (struct lc_unit *unit = image->units_owned; unit; unit = unit->older) {
            lc_extents_fini(&unit->functions);
        }
        lc_map_fini(&image->names);
        lc_extents_fini(&image->units);
        lc_extents_fini(&image->variables);
        lc_extents_fini(&image->statics);
        lc_map_fini(&image->codes);
        image_close(image);
    }
    free(symbols->images);
    lc_arena_fini(&symbols->arena);
    free(symbols);
}

static bool same_file(const struct lc_image_key *a, const struct lc_image_key *b)
{
    return strcmp(a->path, b->path) == 0 && a->build_id_bytes == b->build_id_bytes &&
           memcmp(a->build_id, b->build_id, a->build_id_bytes) == 0;
}

struct lc_image *lc_symbols_image(struct lc_symbols *symbols, const struct lc_image_key *key)
{
    for (size_t i = 0; i < symbols->image_count; i++) {
        if (same_file(&symbols->images[i]->key, key)) {
            return symbols->images[i];
        }
    }
    struct lc_image *image = lc_report_alloc(&symbols->arena, sizeof(*image));
    image->arena = &symbols->arena;
    image->key = *key;
    image->key.path = lc_text_copy(&symbols->arena, key->path, strlen(key->path));
    image->shown_path = lc_text_plain(&symbols->arena, key->path, strlen(key->path));
    unsigned char *build_id = lc_report_alloc(&symbols->arena, key->build_id_bytes + 1);
    memcpy(build_id, key->build_id, key->build_id_bytes);
    image->key.build_id = build_id;
    struct lc_image **images =
        realloc(symbols->images, (symbols->image_count + 1) * sizeof(images[0]));
    if (images) { /* else: not shared, and leaked at the end of a program that has no memory */
        symbols->images = images;
        images[symbols->image_count++] = image;
    }
    return image;
}

static bool is_changed(const struct lc_image *image)
{
    return image->opened && image->state == LC_IMAGE_CHANGED;
}

static bool is_nameless(const struct lc_image *image)
{
    return image->asked && !image->named;
}

/* The path of the index-th image of which `is` is true, or NULL. */
static const char *find_path(const struct lc_symbols *symbols, bool (*is)(const struct lc_image *),
                             size_t index)
{
    for (size_t i = 0; i < symbols->image_count; i++) {
        if (is(symbols->images[i]) && index-- == 0) {
            return symbols->images[i]->shown_path;
        }
    }
    return NULL;
}

const char *lc_symbols_changed(const struct lc_symbols *symbols, size_t index)
{
    return find_path(symbols, is_changed, index);
}

const char *lc_symbols_nameless(const struct lc_symbols *symbols, size_t index)
{
    return find_path(symbols, is_nameless, index);
}

/* Open `path` so that its addresses are the ELF addresses. */
static bool open_file(struct lc_image *image, const char *path)
{
    image->dwfl = dwfl_begin(&s_callbacks);
    if (!image->dwfl) {
        return false;
    }
    dwfl_report_begin(image->dwfl);
    image->module = dwfl_report_elf(image->dwfl, path, path, -1, 0, true);
    (void)dwfl_report_end(image->dwfl, NULL, NULL);
    GElf_Addr bias;
    if (!image->module || !dwfl_module_getelf(image->module, &bias)) {
        image_close(image);
        return false;
    }
    return true;
}

/* Is the opened file the one that ran? */
static bool is_the_one(const struct lc_image *image)
{
    if (image->key.build_id_bytes > 0) {
        const unsigned char *bits;
        GElf_Addr address;
        int bytes = dwfl_module_build_id(image->module, &bits, &address);
        return bytes > 0 && (size_t)bytes == image->key.build_id_bytes &&
               memcmp(bits, image->key.build_id, (size_t)bytes) == 0;
    }
    struct stat status;
    if (stat(image->key.path, &status) != 0) {
        return false;
    }
    uint64_t changed_ns =
        (uint64_t)status.st_mtim.tv_sec * 1000000000u + (uint64_t)status.st_mtim.tv_nsec;
    return changed_ns <= image->key.start_realtime_ns;
}

/* A program replaced or removed meanwhile may have left its debug file. */
static bool open_debug_file(struct lc_image *image)
{
    if (image->key.build_id_bytes < 2) {
        return false;
    }
    char path[sizeof(DEBUG_BY_BUILD_ID) + 2 * 64 + sizeof("/.debug")];
    size_t at = (size_t)snprintf(path, sizeof(path), DEBUG_BY_BUILD_ID);
    for (size_t i = 0; i < image->key.build_id_bytes && i < 64; i++) {
        at += (size_t)snprintf(path + at, sizeof(path) - at, i == 0 ? "%02x/" : "%02x",
                               image->key.build_id[i]);
    }
    (void)snprintf(path + at, sizeof(path) - at, ".debug");
    return open_file(image, path);
}

static void image_open(struct lc_image *image)
{
    if (image->opened) {
        return;
    }
    image->opened = true;
    image->state = LC_IMAGE_GOOD;
    if (image->key.path[0] == '\0' || !open_file(image, image->key.path)) {
        image->state = LC_IMAGE_MISSING;
    } else if (!is_the_one(image)) {
        image_close(image);
        image->state = LC_IMAGE_CHANGED;
    }
    if (image->state != LC_IMAGE_GOOD && open_debug_file(image)) {
        image->state = LC_IMAGE_GOOD;
    }
    if (image->module) {
        (void)dwfl_module_getdwarf(image->module, &image->dwarf_bias);
    }
}

enum lc_image_state lc_image_state(struct lc_image *image)
{
    image_open(image);
    return image->state;
}

const char *lc_image_path(const struct lc_image *image)
{
    return image->shown_path;
}

const char *lc_image_symbol(struct lc_image *image, uint64_t address, bool code, uint64_t *ret_into)
{
    GElf_Off into = 0;
    GElf_Sym symbol;
    const char *name =
        dwfl_module_addrinfo(image->module, address, &into, &symbol, NULL, NULL, NULL);
    if (!name || *name == '\0') {
        return NULL;
    }
    unsigned int type = GELF_ST_TYPE(symbol.st_info);
    bool is_code = type == STT_FUNC || type == STT_GNU_IFUNC || type == STT_NOTYPE;
    bool is_data = type == STT_OBJECT || type == STT_COMMON;
    /* A data symbol is believed only inside its size: the nearest one before says nothing. */
    if (code ? !is_code : !is_data || into >= symbol.st_size) {
        return NULL;
    }
    *ret_into = into;
    return lc_demangle(image->arena, name);
}
