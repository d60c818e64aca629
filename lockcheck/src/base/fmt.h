/*
 * base/fmt.h - text put together in the caller's buffer, without stdio.
 *
 * Owns:    nothing; the buffer is the caller's and outlives the struct.
 * Threads: none inside. Safe in signal handlers, before constructors and after fork.
 * Limits:  the buffer. What does not fit is left out and `cut` is set; the text is always
 * terminated.
 */
#ifndef LC_BASE_FMT_H
#define LC_BASE_FMT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lc_fmt {
    char *text;
    size_t capacity; /* bytes of the buffer, the terminator included */
    size_t used;     /* bytes of text, the terminator not included */
    bool cut;        /* something did not fit */
};

/* `capacity` may be 0: then nothing is written and the first append sets `cut`. */
void lc_fmt_init(struct lc_fmt *fmt, char *buffer, size_t capacity);
/* Forget the text; keep the buffer. */
void lc_fmt_clear(struct lc_fmt *fmt);

void lc_fmt_str(struct lc_fmt *fmt, const char *text);
void lc_fmt_bytes(struct lc_fmt *fmt, const char *bytes, size_t byte_count);
void lc_fmt_char(struct lc_fmt *fmt, char c);
void lc_fmt_u64(struct lc_fmt *fmt, uint64_t value);
/* "0x1f". */
void lc_fmt_hex(struct lc_fmt *fmt, uint64_t value);
/* Blanks until the text is `column` bytes long; nothing when it already is. */
void lc_fmt_pad(struct lc_fmt *fmt, size_t column);

/*
 * Write the text to `fd`, all of it, with the system call itself: no cancellation point and no
 * interposed name. errno stays. 0 or -errno; short writes and EINTR are carried on.
 */
int lc_fmt_write(const struct lc_fmt *fmt, int fd);

#endif
