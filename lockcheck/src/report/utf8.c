#include "report/utf8.h"

#include <stdbool.h>

/* How long a character is that starts with this byte; 0: none starts so. */
static size_t length_by_lead(unsigned int lead)
{
    if (lead < 0x80) {
        return 1;
    }
    if (lead < 0xc2 || lead >= 0xf5) {
        return 0;
    }
    return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

size_t lc_utf8_bytes(const unsigned char *at, size_t left)
{
    unsigned int lead = at[0];
    size_t bytes = length_by_lead(lead);
    if (bytes == 0 || bytes > left) {
        return 0;
    }
    for (size_t i = 1; i < bytes; i++) {
        if ((at[i] & 0xc0) != 0x80) {
            return 0;
        }
    }
    bool bad = (lead == 0xe0 && at[1] < 0xa0) || (lead == 0xed && at[1] >= 0xa0) ||
               (lead == 0xf0 && at[1] < 0x90) || (lead == 0xf4 && at[1] >= 0x90);
    return bad ? 0 : bytes;
}
