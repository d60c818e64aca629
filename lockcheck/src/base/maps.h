/*
 * base/maps.h - the mappings of a process, from its /proc/PID/maps.
 *
 * Threads: none inside; a line is valid during the visit only.
 * Cost:    reads the whole file: for what is rarely asked.
 * Safety:  async-signal-safe; no malloc, no stdio. 16 KiB of the caller's memory, none of ours.
 */
#ifndef LC_BASE_MAPS_H
#define LC_BASE_MAPS_H

#include <stdbool.h>
#include <stdint.h>

struct lc_map_line {
    uintptr_t start, end;
    bool is_shared;
    uint64_t offset;
    uint32_t device_major, device_minor;
    uint64_t inode;
    const char *path; /* terminated; "" for anonymous private memory */
};

enum { LC_MAPS_BUFFER_BYTES = 16 * 1024 };

/* True: this was the one looked for. */
typedef bool lc_map_visit_fn(void *context, const struct lc_map_line *line);

/* Show `visit` line after line until it is satisfied. Whether it was; false as well when the file
 * cannot be read. */
bool lc_maps_find(const char *maps_path, char buffer[LC_MAPS_BUFFER_BYTES], lc_map_visit_fn *visit,
                  void *context);

/* One line, without its newline; `line` is changed. False: it is none. */
bool lc_map_parse(char *line, struct lc_map_line *ret_line);

#endif
