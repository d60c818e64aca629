/*
 * tests/demos/pages_main.c - write the generated pages, or say which of them are stale.
 */
#include "catalogue.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: demo-catalogue [--check] OUT_DIR DEMOS_DIR LIST\n"
    "Writes README.md, matrix.md, matrix.svg and totals.svg about the demos FILE... below "
    "DEMOS_DIR into "
    "OUT_DIR.\n"
    "  --check   write nothing; compare, and end with status 1 when a page is stale\n"
    "Exit status: 0 fine, 1 a stale page or a malformed header, 2 wrong usage or a write that "
    "failed.\n";

static const struct page {
    const char *name;
    int (*write)(const struct catalogue *catalogue, FILE *out);
} pages[] = {
    {"README.md", page_index},
    {"matrix.md", page_matrix},
    {"matrix.svg", page_svg},
    {"totals.svg", page_totals_svg},
};

enum { PAGE_COUNT = sizeof(pages) / sizeof(pages[0]) };

/* Does the file hold just these bytes? */
static bool file_holds(const char *path, const char *text, size_t bytes)
{
    FILE *file = fopen(path, "r");
    bool same = file != NULL;
    for (size_t i = 0; same && i <= bytes; i++) {
        int wanted = i < bytes ? (unsigned char)text[i] : EOF;
        same = fgetc(file) == wanted;
    }
    if (file != NULL) {
        fclose(file);
    }
    return same;
}

static int write_file(const char *path, const char *text, size_t bytes)
{
    FILE *file = fopen(path, "w");
    bool written = file != NULL && fwrite(text, 1, bytes, file) == bytes;
    bool closed = file != NULL && fclose(file) == 0;
    if (!written || !closed) {
        fprintf(stderr, "demo-catalogue: %s: %s\n", path, strerror(errno));
        return 2;
    }
    return 0;
}

static int do_page(const struct page *page, const struct catalogue *catalogue, const char *out_dir,
                   bool check)
{
    char path[1024];
    char *text = NULL;
    size_t bytes = 0;
    FILE *memory = open_memstream(&text, &bytes);
    if (memory == NULL || page->write(catalogue, memory) != 0 || fclose(memory) != 0) {
        fprintf(stderr, "demo-catalogue: %s: out of memory\n", page->name);
        return 2;
    }
    snprintf(path, sizeof(path), "%s/%s", out_dir, page->name);
    int status = 0;
    if (check && !file_holds(path, text, bytes)) {
        fprintf(stderr, "%s is stale: build the target demos_pages\n", path);
        status = 1;
    } else if (!check) {
        status = write_file(path, text, bytes);
    }
    free(text);
    return status;
}

int main(int argc, char **argv)
{
    struct catalogue catalogue;
    bool check = argc > 1 && strcmp(argv[1], "--check") == 0;
    int first = check ? 2 : 1;
    int status = 0;
    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        fputs(usage, stdout);
        return 0;
    }
    if (argc - first != 3) {
        fprintf(stderr, "demo-catalogue: OUT_DIR, DEMOS_DIR and LIST are needed; see --help\n");
        return 2;
    }
    if (catalogue_load(argv[first + 2], argv[first + 1], &catalogue) != 0) {
        catalogue_free(&catalogue);
        return 1;
    }
    for (int i = 0; i < PAGE_COUNT; i++) {
        int result = do_page(&pages[i], &catalogue, argv[first], check);
        status = result > status ? result : status;
    }
    catalogue_free(&catalogue);
    return status;
}
