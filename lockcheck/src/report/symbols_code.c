#include "report/symbols.h"

#include <dwarf.h>

#include "report/symbols_image.h"
#include "report/text_of.h"

enum {
    INLINE_DEPTH_MAX = 64,
    NAMESPACE_DEPTH_MAX = 16,
    RANGES_PER_DIE_MAX = 100000,
};

static void add_ranges(struct lc_extents *extents, Dwarf_Die *die, struct lc_unit *unit)
{
    Dwarf_Addr base, start, end;
    ptrdiff_t offset = 0;
    int count = 0;
    while (count++ < RANGES_PER_DIE_MAX &&
           (offset = dwarf_ranges(die, offset, &base, &start, &end)) > 0) {
        /* A linker that drops a section leaves its ranges behind, at address 0. */
        if (start != 0 && start < end) {
            lc_extents_add(extents, start, end, die, unit);
        }
    }
}

/* Not every compiler writes .debug_aranges: the units' own ranges are always there. */
static void index_units(struct lc_image *image)
{
    Dwarf_Die *die = NULL;
    Dwarf_Addr bias;
    while ((die = dwfl_module_nextcu(image->module, die, &bias))) {
        struct lc_unit *unit = lc_report_alloc(image->arena, sizeof(*unit));
        unit->older = image->units_owned;
        image->units_owned = unit;
        add_ranges(&image->units, die, unit);
    }
    lc_extents_complete(&image->units);
}

static void index_functions(struct lc_extents *functions, Dwarf_Die *parent, int depth)
{
    Dwarf_Die child;
    if (depth > NAMESPACE_DEPTH_MAX || dwarf_child(parent, &child) != 0) {
        return;
    }
    do {
        switch (dwarf_tag(&child)) {
        case DW_TAG_subprogram:
            add_ranges(functions, &child, NULL);
            break;
        case DW_TAG_namespace:
        case DW_TAG_module:
            index_functions(functions, &child, depth + 1);
            break;
        default:
            break;
        }
    } while (dwarf_siblingof(&child, &child) == 0);
}

/* The DIE of the function at a DWARF address, in `unit`. */
static struct lc_extent *find_function(struct lc_extent *unit, Dwarf_Addr address)
{
    struct lc_extents *functions = &unit->unit->functions;
    if (!functions->complete) {
        Dwarf_Die content = lc_unit_content(&unit->die);
        index_functions(functions, &content, 0);
        lc_extents_complete(functions);
    }
    return lc_extents_find(functions, address);
}

/* From a function down to the innermost inlined call at `address`; chain[0] is the function. */
static size_t inline_chain(const Dwarf_Die *function, Dwarf_Addr address,
                           Dwarf_Die chain[INLINE_DEPTH_MAX])
{
    Dwarf_Die parent = *function;
    Dwarf_Die child;
    size_t count = 0;
    chain[count++] = parent;
    int more = dwarf_child(&parent, &child);
    while (more == 0 && count < INLINE_DEPTH_MAX) {
        int tag = dwarf_tag(&child);
        bool scope = tag == DW_TAG_inlined_subroutine || tag == DW_TAG_lexical_block ||
                     tag == DW_TAG_try_block || tag == DW_TAG_catch_block;
        if (scope && dwarf_haspc(&child, address) > 0) {
            if (tag == DW_TAG_inlined_subroutine) {
                chain[count++] = child;
            }
            parent = child;
            more = dwarf_child(&parent, &child);
        } else {
            more = dwarf_siblingof(&child, &child);
        }
    }
    return count;
}

static unsigned int number_of(Dwarf_Die *die, unsigned int name)
{
    Dwarf_Attribute attribute;
    Dwarf_Word value = 0;
    if (!dwarf_attr(die, name, &attribute) || dwarf_formudata(&attribute, &value) != 0) {
        return 0;
    }
    return (unsigned int)value;
}

static void at_line(struct lc_code *code, Dwarf_Die *unit, Dwarf_Addr address)
{
    Dwarf_Line *line = dwarf_getsrc_die(unit, address);
    int number = 0;
    if (line && dwarf_lineno(line, &number) == 0 && number > 0) {
        code->file = dwarf_linesrc(line, NULL, NULL);
        code->line = (unsigned int)number;
    }
}

static void at_call(struct lc_code *code, Dwarf_Die *inlined)
{
    code->file = lc_die_file(inlined, DW_AT_call_file);
    code->line = code->file ? number_of(inlined, DW_AT_call_line) : 0;
}

static struct lc_codes codes_of_chain(struct lc_image *image, Dwarf_Die *unit, Dwarf_Addr address,
                                      Dwarf_Die *chain, size_t count)
{
    struct lc_code *items = lc_report_alloc(image->arena, count * sizeof(*items));
    at_line(&items[0], unit, address);
    for (size_t i = 0; i < count; i++) {
        Dwarf_Die *die = &chain[count - 1 - i];
        items[i].function = lc_image_die_name(image, die);
        if (i + 1 < count) {
            items[i].inlined = true;
            at_call(&items[i + 1], die);
        }
    }
    return (struct lc_codes){items, count};
}

/* What the debug information says; count 0 when it says nothing. */
static struct lc_codes from_dwarf(struct lc_image *image, uint64_t address)
{
    if (!image->units.complete) {
        index_units(image);
    }
    Dwarf_Addr at = address - image->dwarf_bias;
    struct lc_extent *unit = lc_extents_find(&image->units, at);
    if (!unit) {
        return (struct lc_codes){0};
    }
    struct lc_extent *function = find_function(unit, at);
    if (!function) {
        struct lc_code *item = lc_report_alloc(image->arena, sizeof(*item));
        at_line(item, &unit->die, at);
        return (struct lc_codes){item, item->file ? 1 : 0};
    }
    Dwarf_Die chain[INLINE_DEPTH_MAX];
    size_t count = inline_chain(&function->die, at, chain);
    return codes_of_chain(image, &unit->die, at, chain, count);
}

static struct lc_codes look_up(struct lc_image *image, uint64_t address)
{
    struct lc_codes codes = from_dwarf(image, address);
    if (codes.count && codes.items[codes.count - 1].function) {
        return codes;
    }
    uint64_t into;
    const char *symbol = lc_image_symbol(image, address, true, &into);
    if (!symbol) {
        return codes;
    }
    struct lc_code *item = lc_report_alloc(image->arena, sizeof(*item));
    if (codes.count) {
        *item = codes.items[codes.count - 1];
    }
    item->function = symbol;
    return (struct lc_codes){item, 1};
}

struct lc_codes lc_image_code(struct lc_image *image, uint64_t address)
{
    if (lc_image_state(image) != LC_IMAGE_GOOD) {
        return (struct lc_codes){0};
    }
    struct lc_codes *known = lc_map_get(&image->codes, address);
    if (!known) {
        known = lc_report_alloc(image->arena, sizeof(*known));
        *known = look_up(image, address);
        image->asked = true;
        image->named |= known->count > 0 && known->items[0].function;
        (void)lc_map_put(&image->codes, address, known); /* no memory: slower, not wrong */
    }
    return *known;
}
