#include "runtime/signal_frame.h"

#include <string.h>

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
    return memcmp((const void *)address, code, sizeof(code)) == 0;
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
    return memcmp((const void *)address, code, sizeof(code)) == 0;
}

bool lc_signal_frame_is_of_error(const struct lc_signal_frame *frame)
{
    return frame->context->uc_mcontext.fault_address != 0;
}
#endif
