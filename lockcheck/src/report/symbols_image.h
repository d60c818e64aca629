/*
 * report/symbols_image.h - the inside of one image, shared by symbols*.c alone.
 */
#ifndef LC_REPORT_SYMBOLS_IMAGE_H
#define LC_REPORT_SYMBOLS_IMAGE_H

#include <elfutils/libdwfl.h>

#include "base/arena.h"
#include "report/map.h"
#include "report/symbols.h"

/* A stretch of addresses that belongs to a DIE. A unit or function may have many. */
struct lc_extent {
    Dwarf_Addr start, end;
    Dwarf_Die die;
    struct lc_unit *unit; /* of a unit's extent; else NULL */
};

struct lc_extents {
    struct lc_extent *items; /* sorted by start once complete */
    size_t count, room;
    bool complete;
};

/* A compilation unit. */
struct lc_unit {
    struct lc_unit *older;
    struct lc_extents functions; /* walked when first asked for */
};

struct lc_image {
    struct lc_arena *arena; /* of the lc_symbols */
    struct lc_image_key key;
    const char *shown_path;
    enum lc_image_state state;
    bool opened;
    bool asked, named; /* for code; and once with success */
    Dwfl *dwfl;
    Dwfl_Module *module;
    Dwarf_Addr dwarf_bias;       /* add to a DWARF address to get an ELF one */
    struct lc_extents units;     /* by code address */
    struct lc_extents variables; /* outside functions */
    struct lc_extents statics;   /* inside functions; walked only when the others had no answer */
    struct lc_unit *units_owned; /* newest first */
    struct lc_map codes;         /* address -> struct lc_codes */
    struct lc_map names;         /* where a declaration stands -> its qualified name */
};

/* Add an extent; out of memory loses it. */
void lc_extents_add(struct lc_extents *extents, Dwarf_Addr start, Dwarf_Addr end,
                    const Dwarf_Die *die, struct lc_unit *unit);
/* Sort, after the last add. */
void lc_extents_complete(struct lc_extents *extents);
/* The extent that starts last of those that contain `address`, or NULL. */
struct lc_extent *lc_extents_find(const struct lc_extents *extents, Dwarf_Addr address);
void lc_extents_fini(struct lc_extents *extents);

/* The demangled name of a function or variable DIE, or NULL. */
const char *lc_image_die_name(struct lc_image *image, Dwarf_Die *die);
/* Where a unit's DIEs are: with split DWARF in another file, which is then read; else itself. */
Dwarf_Die lc_unit_content(const Dwarf_Die *unit);
/* The file that DW_AT_decl_file or DW_AT_call_file names, or NULL. */
const char *lc_die_file(Dwarf_Die *die, unsigned int attribute_name);
/* The type of a variable, member or array. False: it has none. */
bool lc_die_type(Dwarf_Die *die, Dwarf_Die *ret_type);
/* The demangled ELF symbol that contains `address`, or NULL; *ret_into is how far into it. */
const char *lc_image_symbol(struct lc_image *image, uint64_t address, bool code,
                            uint64_t *ret_into);

/* ".locks[3]" for `offset` into an object of this type; "" when the type has nothing to add. */
const char *lc_type_member_path(struct lc_arena *arena, const Dwarf_Die *type, uint64_t offset);

#endif
