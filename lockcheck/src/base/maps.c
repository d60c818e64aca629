#include "base/maps.h"

#include <fcntl.h>
#include <string.h>

#include "base/sys.h"

static bool take_hex(const char **at, uint64_t *ret_number)
{
    uint64_t number = 0;
    const char *start = *at;
    for (;; (*at)++) {
        char c = **at;
        if (c >= '0' && c <= '9') {
            number = number << 4 | (uint64_t)(c - '0');
        } else if (c >= 'a' && c <= 'f') {
            number = number << 4 | (uint64_t)(c - 'a' + 10);
        } else {
            break;
        }
    }
    *ret_number = number;
    return *at > start;
}

static bool take_decimal(const char **at, uint64_t *ret_number)
{
    uint64_t number = 0;
    const char *start = *at;
    for (; **at >= '0' && **at <= '9'; (*at)++) {
        number = number * 10 + (uint64_t)(**at - '0');
    }
    *ret_number = number;
    return *at > start;
}

static bool take_char(const char **at, char expected)
{
    if (**at != expected) {
        return false;
    }
    (*at)++;
    return true;
}

/* "7f00-7f01 rw-s 00001000 00:01 1234    /dev/zero (deleted)" */
bool lc_map_parse(char *line, struct lc_map_line *ret_line)
{
    const char *at = line;
    uint64_t start, end, offset, major, minor, inode;
    if (!take_hex(&at, &start) || !take_char(&at, '-') || !take_hex(&at, &end) ||
        !take_char(&at, ' ') || strnlen(at, 5) < 5) {
        return false;
    }
    bool is_shared = at[3] == 's';
    at += 4;
    if (!take_char(&at, ' ') || !take_hex(&at, &offset) || !take_char(&at, ' ') ||
        !take_hex(&at, &major) || !take_char(&at, ':') || !take_hex(&at, &minor) ||
        !take_char(&at, ' ') || !take_decimal(&at, &inode)) {
        return false;
    }
    while (*at == ' ') {
        at++;
    }
    *ret_line = (struct lc_map_line){
        .start = start,
        .end = end,
        .is_shared = is_shared,
        .offset = offset,
        .device_major = (uint32_t)major,
        .device_minor = (uint32_t)minor,
        .inode = inode,
        .path = at,
    };
    return true;
}

/* Shows the whole lines in the buffer and moves the rest to its start; returns how much that is. */
static size_t show_lines(char *buffer, size_t bytes, lc_map_visit_fn *visit, void *context,
                         bool *ret_found)
{
    char *line = buffer;
    for (char *at = buffer; at < buffer + bytes; at++) {
        struct lc_map_line parsed;
        if (*at != '\n') {
            continue;
        }
        *at = '\0';
        if (lc_map_parse(line, &parsed) && visit(context, &parsed)) {
            *ret_found = true;
            return 0;
        }
        line = at + 1;
    }
    size_t rest = (size_t)(buffer + bytes - line);
    memmove(buffer, line, rest);
    return rest;
}

bool lc_maps_find(const char *maps_path, char buffer[LC_MAPS_BUFFER_BYTES], lc_map_visit_fn *visit,
                  void *context)
{
    int fd = (int)LC_SYS3(SYS_openat, AT_FDCWD, maps_path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return false;
    }
    bool found = false;
    size_t used = 0;
    long got;
    while (!found && used < LC_MAPS_BUFFER_BYTES &&
           (got = LC_SYS3(SYS_read, fd, buffer + used, LC_MAPS_BUFFER_BYTES - used)) > 0) {
        used = show_lines(buffer, used + (size_t)got, visit, context, &found);
    }
    (void)LC_SYS1(SYS_close, fd);
    return found;
}
