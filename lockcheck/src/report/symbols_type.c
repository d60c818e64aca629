#include "report/symbols_image.h"

#include <ctype.h>
#include <string.h>

#include <dwarf.h>

#include "report/text_of.h"

enum { TYPE_DEPTH_MAX = 32, DIMENSIONS_MAX = 8 };

/* A way into an object, as far as it has been found. */
struct path {
    struct lc_arena *arena;
    const char *text;
    bool hidden; /* inside a library's own members: their names say nothing to the user */
};

/* Names that the language reserves: the inside of pthread_mutex_t, std::mutex, std::array … */
static bool is_reserved(const char *name)
{
    return name[0] == '_' && (name[1] == '_' || isupper((unsigned char)name[1]));
}

static bool peeled_type_of(Dwarf_Die *die, Dwarf_Die *ret_type)
{
    return lc_die_type(die, ret_type) && dwarf_peel_type(ret_type, ret_type) == 0;
}

static bool number_of(Dwarf_Die *die, unsigned int name, Dwarf_Word *ret_value)
{
    Dwarf_Attribute attribute;
    return dwarf_attr_integrate(die, name, &attribute) &&
           dwarf_formudata(&attribute, ret_value) == 0;
}

/* The element counts of an array type, outermost first; 0: not known. */
static size_t dimensions_of(Dwarf_Die *array, Dwarf_Word counts[DIMENSIONS_MAX])
{
    Dwarf_Die child;
    size_t dimension_count = 0;
    if (dwarf_child(array, &child) != 0) {
        return 0;
    }
    do {
        if (dwarf_tag(&child) != DW_TAG_subrange_type || dimension_count == DIMENSIONS_MAX) {
            continue;
        }
        Dwarf_Word count = 0;
        if (!number_of(&child, DW_AT_count, &count) &&
            number_of(&child, DW_AT_upper_bound, &count)) {
            count++;
        }
        counts[dimension_count++] = count;
    } while (dwarf_siblingof(&child, &child) == 0);
    return dimension_count;
}

static void add_indexes(struct path *path, const Dwarf_Word *counts, size_t dimension_count,
                        Dwarf_Word index)
{
    Dwarf_Word inner = 1; /* elements per step of the present dimension */
    for (size_t i = 1; i < dimension_count; i++) {
        inner *= counts[i] ? counts[i] : 1;
    }
    for (size_t i = 0; i < dimension_count; i++) {
        path->text =
            lc_text_of(path->arena, "%s[%llu]", path->text, (unsigned long long)(index / inner));
        index %= inner;
        if (i + 1 < dimension_count) {
            inner /= counts[i + 1] ? counts[i + 1] : 1;
        }
    }
}

static bool descend(struct path *path, const Dwarf_Die *type, uint64_t offset, int depth);

static bool descend_array(struct path *path, Dwarf_Die *type, uint64_t offset, int depth)
{
    Dwarf_Word counts[DIMENSIONS_MAX];
    Dwarf_Die element;
    Dwarf_Word bytes;
    size_t dimension_count = dimensions_of(type, counts);
    if (dimension_count == 0 || !peeled_type_of(type, &element) ||
        dwarf_aggregate_size(&element, &bytes) != 0 || bytes == 0) {
        return path->hidden;
    }
    /* sem_t is an array of bytes to the compiler: an index into that is no news. */
    if (!path->hidden || dwarf_tag(&element) != DW_TAG_base_type) {
        add_indexes(path, counts, dimension_count, offset / bytes);
    }
    return descend(path, &element, offset % bytes, depth);
}

/* Is this child of a struct a member that contains `offset`? */
static bool member_at(Dwarf_Die *child, uint64_t offset, Dwarf_Die *ret_type,
                      uint64_t *ret_member_offset)
{
    int tag = dwarf_tag(child);
    if ((tag != DW_TAG_member && tag != DW_TAG_inheritance) || !peeled_type_of(child, ret_type) ||
        dwarf_hasattr(child, DW_AT_external) || dwarf_hasattr(child, DW_AT_declaration)) {
        return false; /* no member, or a static one, which is not in the object */
    }
    Dwarf_Word at = 0; /* no location: a union's member */
    Dwarf_Word bytes = 0;
    (void)number_of(child, DW_AT_data_member_location, &at);
    if (dwarf_aggregate_size(ret_type, &bytes) != 0 || offset < at || offset - at >= bytes) {
        return false;
    }
    *ret_member_offset = at;
    return true;
}

/* Of a union's members the first that leads to a lock; else the first of all. */
static bool descend_struct(struct path *path, Dwarf_Die *type, uint64_t offset, int depth)
{
    struct path first = *path;
    bool found = false;
    Dwarf_Die child;
    Dwarf_Die member;
    uint64_t at;
    if (dwarf_child(type, &child) != 0) {
        return path->hidden;
    }
    do {
        if (!member_at(&child, offset, &member, &at)) {
            continue;
        }
        struct path way = *path;
        const char *name = dwarf_tag(&child) == DW_TAG_member ? dwarf_diename(&child) : NULL;
        if (name && is_reserved(name)) {
            way.hidden = true;
        } else if (name && !way.hidden) {
            way.text = lc_text_of(way.arena, "%s.%s", way.text, name);
        }
        if (descend(&way, &member, offset - at, depth)) {
            *path = way;
            return true;
        }
        first = found ? first : way;
        found = true;
    } while (dwarf_siblingof(&child, &child) == 0);
    *path = first;
    return path->hidden;
}

/* Extend the path as far as `offset` leads. Does it lead into a library's own type: a lock? */
static bool descend(struct path *path, const Dwarf_Die *type, uint64_t offset, int depth)
{
    Dwarf_Die at = *type;
    if (depth == TYPE_DEPTH_MAX || dwarf_peel_type(&at, &at) != 0) {
        return path->hidden;
    }
    switch (dwarf_tag(&at)) {
    case DW_TAG_array_type:
        return descend_array(path, &at, offset, depth + 1);
    case DW_TAG_structure_type:
    case DW_TAG_class_type:
    case DW_TAG_union_type:
        return descend_struct(path, &at, offset, depth + 1);
    default:
        return path->hidden;
    }
}

const char *lc_type_member_path(struct lc_arena *arena, const Dwarf_Die *type, uint64_t offset)
{
    struct path path = {arena, "", false};
    (void)descend(&path, type, offset, 0);
    return path.text;
}
