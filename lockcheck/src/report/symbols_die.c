#include <stdlib.h>
#include <string.h>

#include <dwarf.h>

#include "report/demangle.h"
#include "report/symbols_image.h"
#include "report/text_of.h"

/* From a concrete or inlined function to the DIE that stands where it was declared. */
static Dwarf_Die declaration_of(Dwarf_Die *die)
{
    enum { STEPS_MAX = 8 };
    Dwarf_Die at = *die;
    for (int i = 0; i < STEPS_MAX; i++) {
        Dwarf_Attribute attribute;
        Dwarf_Die next;
        if (!(dwarf_attr(&at, DW_AT_abstract_origin, &attribute) ||
              dwarf_attr(&at, DW_AT_specification, &attribute)) ||
            !dwarf_formref_die(&attribute, &next)) {
            break;
        }
        at = next;
    }
    return at;
}

static bool is_cplusplus(Dwarf_Die *die)
{
    Dwarf_Die unit;
    if (!dwarf_diecu(die, &unit, NULL, NULL)) {
        return false;
    }
    switch (dwarf_srclang(&unit)) {
    case DW_LANG_C_plus_plus:
    case DW_LANG_C_plus_plus_03:
    case DW_LANG_C_plus_plus_11:
    case DW_LANG_C_plus_plus_14:
        return true;
    default:
        return false;
    }
}

static bool names_a_scope(int tag)
{
    return tag == DW_TAG_namespace || tag == DW_TAG_class_type || tag == DW_TAG_structure_type ||
           tag == DW_TAG_union_type || tag == DW_TAG_subprogram;
}

/* "bank::transfer": what has no linkage name, being private to its file, is named by its scopes. */
static const char *qualify(struct lc_arena *arena, Dwarf_Die *declaration, const char *name)
{
    Dwarf_Die *scopes = NULL;
    int count = dwarf_getscopes_die(declaration, &scopes);
    for (int i = 1; i < count; i++) {
        if (names_a_scope(dwarf_tag(&scopes[i]))) {
            const char *scope = dwarf_diename(&scopes[i]);
            if (!scope) {
                scope = dwarf_tag(&scopes[i]) == DW_TAG_namespace ? "(anonymous namespace)"
                        : strcmp(name, "operator()") == 0         ? "{lambda}"
                                                                  : NULL;
            }
            name = scope ? lc_text_of(arena, "%s::%s", scope, name) : name;
        }
    }
    free(scopes);
    return name;
}

/* Finding the scopes walks the unit: once for each declaration. */
static const char *qualified(struct lc_image *image, Dwarf_Die *die, const char *name)
{
    Dwarf_Die declaration = declaration_of(die);
    const char *known = lc_map_get(&image->names, (uintptr_t)declaration.addr);
    if (!known) {
        known = qualify(image->arena, &declaration, name);
        (void)lc_map_put(&image->names, (uintptr_t)declaration.addr, (void *)(uintptr_t)known);
    }
    return known;
}

const char *lc_image_die_name(struct lc_image *image, Dwarf_Die *die)
{
    Dwarf_Attribute memory;
    Dwarf_Attribute *linkage = dwarf_attr_integrate(die, DW_AT_linkage_name, &memory);
    if (!linkage) {
        linkage = dwarf_attr_integrate(die, DW_AT_MIPS_linkage_name, &memory);
    }
    const char *name = linkage ? dwarf_formstring(linkage) : NULL;
    if (name) {
        return lc_demangle(image->arena, name);
    }
    name = dwarf_diename(die);
    return name && is_cplusplus(die) ? qualified(image, die, name) : name;
}

bool lc_die_type(Dwarf_Die *die, Dwarf_Die *ret_type)
{
    Dwarf_Attribute attribute;
    return dwarf_attr_integrate(die, DW_AT_type, &attribute) &&
           dwarf_formref_die(&attribute, ret_type);
}

Dwarf_Die lc_unit_content(const Dwarf_Die *unit)
{
    Dwarf_Die content;
    bool split = dwarf_cu_info(unit->cu, NULL, NULL, NULL, &content, NULL, NULL, NULL) == 0 &&
                 content.addr != NULL;
    return split ? content : *unit;
}

const char *lc_die_file(Dwarf_Die *die, unsigned int attribute_name)
{
    Dwarf_Attribute attribute;
    Dwarf_Word index;
    Dwarf_Die unit;
    Dwarf_Files *files;
    size_t file_count;
    /* Not dwarf_decl_file: it knows no file 0, where DWARF 5 keeps the unit's own. */
    if (!dwarf_attr_integrate(die, attribute_name, &attribute) ||
        dwarf_formudata(&attribute, &index) != 0 || !dwarf_diecu(die, &unit, NULL, NULL) ||
        dwarf_getsrcfiles(&unit, &files, &file_count) != 0 || index >= file_count) {
        return NULL;
    }
    return dwarf_filesrc(files, index, NULL, NULL);
}
