#include "runtime/signal_frame.h"

#include <stddef.h>

/*
 * Byte by byte, no further than they agree: an address that a call returns to may be the end of
 * what is mapped, when the call never returns. So one that starts a page is not looked at.
 */
static bool has_code(uintptr_t address, const void *code, size_t bytes)
{
    enum { PAGE_BYTES = 4096 };
    const unsigned char *found = (const unsigned char *)address, *wanted = code;
    size_t i = 0;
    while (address % PAGE_BYTES != 0 && i < bytes && found[i] == wanted[i]) {
        i++;
    }
    return i == bytes;
}

#if defined(__x86_64__)
/* The kernel's ucontext is shorter than the C library's. */
enum { CONTEXT_BYTES = 304 };

struct lc_signal_frame lc_signal_frame_at(uintptr_t top)
{
    return (struct lc_signal_frame){(const void *)(top + CONTEXT_BYTES), (const void *)top};
}

bool lc_signal_frame_ends_at(uintptr_t address)
{
    static const unsigned char code[] = {0x48, 0xc7, 0xc0, 0x0f, 0, 0, 0, 0x0f, 0x05};
    return has_code(address, code, sizeof(code));
}

/* The number of the thread's last trap that became a signal. */
bool lc_signal_frame_is_of_error(const struct lc_signal_frame *frame)
{
    return frame->context->uc_mcontext.gregs[REG_TRAPNO] != 0;
}
#elif defined(__aarch64__)
enum { INFO_BYTES = 128 };

struct lc_signal_frame lc_signal_frame_at(uintptr_t top)
{
    return (struct lc_signal_frame){(const void *)top, (const void *)(top + INFO_BYTES)};
}

bool lc_signal_frame_ends_at(uintptr_t address)
{
    static const uint32_t code[] = {0xd2801168, 0xd4000001};
    return has_code(address, code, sizeof(code));
}

bool lc_signal_frame_is_of_error(const struct lc_signal_frame *frame)
{
    return frame->context->uc_mcontext.fault_address != 0;
}
#endif
