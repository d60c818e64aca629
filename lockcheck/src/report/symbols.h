/*
 * report/symbols.h - names for offsets in ELF files, of code and of data.
 *
 * Owns:    the open files and every string it returns, until lc_symbols_free.
 * Threads: none inside.
 * Reads:   the file itself and its separate debug file (build-id, .gnu_debuglink, debuginfod when
 *          DEBUGINFOD_URLS is set), through libdwfl. Nothing is read before it is asked for.
 * Cost:    each (image, offset) is looked up once. Code: a search in one compilation unit. Data:
 * the first question walks the image's variables, within a budget.
 *
 * Offsets are ELF addresses of the file, as in a trace's frames: mapped address - bias.
 */
#ifndef LC_REPORT_SYMBOLS_H
#define LC_REPORT_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lc_symbols;
struct lc_image;

enum lc_image_state {
    LC_IMAGE_GOOD,
    LC_IMAGE_MISSING, /* no such file, or no ELF file */
    LC_IMAGE_CHANGED, /* the file is not the one that ran */
};

/* Which file ran. */
struct lc_image_key {
    const char *path; /* "" when there was none */
    const unsigned char *build_id;
    size_t
        build_id_bytes; /* 0: not known; a file changed after start_realtime_ns is then refused */
    uint64_t start_realtime_ns;
};

/* One function at one address; functions inlined there come first, innermost first. */
struct lc_code {
    const char *function; /* demangled; NULL: not known */
    const char *file;     /* NULL: not known, as line 0 */
    unsigned int line;
    bool inlined; /* into the next one of the list */
};

struct lc_codes {
    const struct lc_code *items;
    size_t count; /* 0: nothing is known */
};

/* The variable at an address. */
struct lc_data {
    const char *name;     /* demangled, with members: "pool.locks[3]"; NULL: not known */
    const char *function; /* a static inside this function; NULL: none, or not known */
    const char *file;     /* where it is declared; NULL: not known */
    unsigned int line;
};

/* NULL: out of memory. */
struct lc_symbols *lc_symbols_new(void);
void lc_symbols_free(struct lc_symbols *symbols);

/* Never NULL. The same key gives the same image. */
struct lc_image *lc_symbols_image(struct lc_symbols *symbols, const struct lc_image_key *key);
/* Paths of files found changed so far: 0, 1 … until NULL. */
const char *lc_symbols_changed(const struct lc_symbols *symbols, size_t index);
/* The same of files that are right, and had no name for any code that was asked for. */
const char *lc_symbols_nameless(const struct lc_symbols *symbols, size_t index);
enum lc_image_state lc_image_state(struct lc_image *image);
/* For printing: see lc_text_plain. */
const char *lc_image_path(const struct lc_image *image);

/* What is at a code address. For a return address ask for the byte before it. */
struct lc_codes lc_image_code(struct lc_image *image, uint64_t address);
struct lc_data lc_image_data(struct lc_image *image, uint64_t address);

#endif
