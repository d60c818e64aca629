#include "base/fmt.h"

#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { DIGITS_MAX = 20 }; /* of a 64-bit number, in base 10 */

void lc_fmt_init(struct lc_fmt *fmt, char *buffer, size_t capacity)
{
    *fmt = (struct lc_fmt){.text = buffer, .capacity = capacity};
    lc_fmt_clear(fmt);
}

void lc_fmt_clear(struct lc_fmt *fmt)
{
    fmt->used = 0;
    fmt->cut = false;
    if (fmt->capacity > 0) {
        fmt->text[0] = '\0';
    }
}

void lc_fmt_bytes(struct lc_fmt *fmt, const char *bytes, size_t byte_count)
{
    size_t room = fmt->capacity > 0 ? fmt->capacity - 1 - fmt->used : 0;
    if (byte_count > room) {
        byte_count = room;
        fmt->cut = true;
    }
    if (byte_count == 0) {
        return;
    }
    memcpy(fmt->text + fmt->used, bytes, byte_count);
    fmt->used += byte_count;
    fmt->text[fmt->used] = '\0';
}

void lc_fmt_str(struct lc_fmt *fmt, const char *text)
{
    lc_fmt_bytes(fmt, text, strlen(text));
}

void lc_fmt_char(struct lc_fmt *fmt, char c)
{
    lc_fmt_bytes(fmt, &c, 1);
}

static void append_number(struct lc_fmt *fmt, uint64_t value, unsigned base)
{
    char digits[DIGITS_MAX];
    size_t first = DIGITS_MAX;
    do {
        digits[--first] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value != 0);
    lc_fmt_bytes(fmt, digits + first, DIGITS_MAX - first);
}

void lc_fmt_u64(struct lc_fmt *fmt, uint64_t value)
{
    append_number(fmt, value, 10);
}

void lc_fmt_hex(struct lc_fmt *fmt, uint64_t value)
{
    lc_fmt_str(fmt, "0x");
    append_number(fmt, value, 16);
}

void lc_fmt_pad(struct lc_fmt *fmt, size_t column)
{
    while (fmt->used < column && !fmt->cut) {
        lc_fmt_char(fmt, ' ');
    }
}

int lc_fmt_write(const struct lc_fmt *fmt, int fd)
{
    int saved_errno = errno;
    int result = 0;
    for (size_t done = 0; done < fmt->used;) {
        long wrote = syscall(SYS_write, fd, fmt->text + done, fmt->used - done);
        if (wrote > 0) {
            done += (size_t)wrote;
        } else if (wrote == 0 || errno != EINTR) {
            result = wrote == 0 ? -EIO : -errno;
            break;
        }
    }
    errno = saved_errno;
    return result;
}
