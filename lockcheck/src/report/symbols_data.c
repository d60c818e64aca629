#include "report/symbols.h"

#include <stdlib.h>
#include <string.h>

#include <dwarf.h>

#include "report/symbols_image.h"
#include "report/text_of.h"

enum {
    DEPTH_MAX = 64,
    /* DIEs visited per image: a second or two. Past it a lock has its symbol's name alone. */
    DIE_BUDGET = 20 * 1000 * 1000,
};

struct walk {
    struct lc_extents *found;
    bool statics; /* look for variables inside functions, instead of outside */
    uint64_t budget;
};

/* Where a variable lives, when that is one fixed address. */
static bool fixed_address(Dwarf_Die *variable, Dwarf_Addr *ret_address)
{
    Dwarf_Attribute location;
    Dwarf_Op *ops;
    size_t op_count;
    if (!dwarf_attr(variable, DW_AT_location, &location) ||
        dwarf_getlocation(&location, &ops, &op_count) != 0 || op_count != 1) {
        return false;
    }
    if (ops[0].atom == DW_OP_addr) {
        *ret_address = ops[0].number;
        return true;
    }
    Dwarf_Attribute indexed;
    return (ops[0].atom == DW_OP_addrx || ops[0].atom == DW_OP_GNU_addr_index) &&
           dwarf_getlocation_attr(&location, ops, &indexed) == 0 &&
           dwarf_formaddr(&indexed, ret_address) == 0;
}

static void add_variable(struct walk *walk, Dwarf_Die *variable)
{
    Dwarf_Addr start;
    Dwarf_Die type;
    Dwarf_Word bytes;
    if (fixed_address(variable, &start) && lc_die_type(variable, &type) &&
        dwarf_aggregate_size(&type, &bytes) == 0 && bytes > 0) {
        lc_extents_add(walk->found, start, start + bytes, variable, NULL);
    }
}

static void walk_children(struct walk *walk, Dwarf_Die *parent, bool in_function, int depth)
{
    Dwarf_Die child;
    if (depth > DEPTH_MAX || dwarf_child(parent, &child) != 0) {
        return;
    }
    do {
        if (walk->budget == 0) {
            return;
        }
        walk->budget--;
        switch (dwarf_tag(&child)) {
        case DW_TAG_variable:
            if (in_function == walk->statics) {
                add_variable(walk, &child);
            }
            break;
        case DW_TAG_namespace:
        case DW_TAG_module:
            walk_children(walk, &child, in_function, depth + 1);
            break;
        case DW_TAG_subprogram:
        case DW_TAG_inlined_subroutine:
        case DW_TAG_lexical_block:
            if (walk->statics) {
                walk_children(walk, &child, true, depth + 1);
            }
            break;
        default:
            break;
        }
    } while (dwarf_siblingof(&child, &child) == 0);
}

static struct lc_extent *find_in(struct lc_image *image, struct lc_extents *extents, bool statics,
                                 Dwarf_Addr address)
{
    if (!extents->complete) {
        struct walk walk = {extents, statics, DIE_BUDGET};
        Dwarf_Die *unit = NULL;
        Dwarf_Addr bias;
        while ((unit = dwfl_module_nextcu(image->module, unit, &bias))) {
            Dwarf_Die content = lc_unit_content(unit);
            walk_children(&walk, &content, false, 0);
        }
        lc_extents_complete(extents);
    }
    return lc_extents_find(extents, address);
}

/* The function around a static variable, or NULL. */
static const char *function_around(struct lc_image *image, Dwarf_Die *variable)
{
    Dwarf_Die *scopes = NULL;
    int count = dwarf_getscopes_die(variable, &scopes);
    const char *name = NULL;
    for (int i = 1; i < count && !name; i++) {
        int tag = dwarf_tag(&scopes[i]);
        if (tag == DW_TAG_subprogram || tag == DW_TAG_inlined_subroutine) {
            name = lc_image_die_name(image, &scopes[i]);
        }
    }
    free(scopes);
    return name;
}

/* "lock.0" and "lock.lto_priv.3" are the compiler's ways to tell two locks apart, not the user's.
 */
static const char *without_suffix(struct lc_arena *arena, const char *symbol)
{
    const char *dot = strchr(symbol, '.');
    return dot && dot != symbol ? lc_text_copy(arena, symbol, (size_t)(dot - symbol)) : symbol;
}

static void declared_at(struct lc_data *data, Dwarf_Die *variable)
{
    int line = 0;
    data->file = lc_die_file(variable, DW_AT_decl_file);
    if (data->file && dwarf_decl_line(variable, &line) == 0 && line > 0) {
        data->line = (unsigned int)line;
    }
}

static struct lc_data from_symbol(struct lc_image *image, const char *symbol, uint64_t into)
{
    if (!symbol) {
        return (struct lc_data){0};
    }
    const char *name = without_suffix(image->arena, symbol);
    if (into) {
        name = lc_text_of(image->arena, "%s+%llu", name, (unsigned long long)into);
    }
    return (struct lc_data){.name = name};
}

struct lc_data lc_image_data(struct lc_image *image, uint64_t address)
{
    if (lc_image_state(image) != LC_IMAGE_GOOD) {
        return (struct lc_data){0};
    }
    uint64_t into = 0;
    const char *symbol = lc_image_symbol(image, address, false, &into);
    Dwarf_Addr at = address - image->dwarf_bias;
    bool is_static = false;
    struct lc_extent *variable = find_in(image, &image->variables, false, at);
    if (!variable) {
        variable = find_in(image, &image->statics, true, at);
        is_static = variable != NULL;
    }
    if (!variable) {
        return from_symbol(image, symbol, into);
    }
    struct lc_data data = {0};
    declared_at(&data, &variable->die);
    /* A C++ symbol names the scopes too, which not every variable DIE does. */
    const char *name = symbol && strstr(symbol, "::") ? symbol : NULL;
    if (!name) {
        name = lc_image_die_name(image, &variable->die);
        data.function = is_static ? function_around(image, &variable->die) : NULL;
    }
    if (!name) {
        return from_symbol(image, symbol, into);
    }
    Dwarf_Die type;
    const char *path = lc_die_type(&variable->die, &type)
                           ? lc_type_member_path(image->arena, &type, at - variable->start)
                           : "";
    data.name = lc_text_of(image->arena, "%s%s", name, path);
    return data;
}
