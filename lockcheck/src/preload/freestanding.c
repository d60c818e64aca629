/*
 * Our own copies of the C library's memory and string functions, hidden in this library. A
 * sanitizer's versions would take our private memory for the program's and report races that our
 * locks exclude; and before the sanitizer has started they crash. Used on cold paths: plain is
 * enough.
 */
#include <stddef.h>

#include "preload/freestanding.h"

void *memcpy(void *restrict to, const void *restrict from, size_t count)
{
    unsigned char *t = to;
    const unsigned char *f = from;
    for (; count >= sizeof(unsigned long); count -= sizeof(unsigned long)) {
        __builtin_memcpy(t, f, sizeof(unsigned long));
        t += sizeof(unsigned long);
        f += sizeof(unsigned long);
    }
    while (count-- > 0) {
        *t++ = *f++;
    }
    return to;
}

void *memmove(void *to, const void *from, size_t count)
{
    unsigned char *t = to;
    const unsigned char *f = from;
    if (t <= f) {
        return memcpy(to, from, count);
    }
    while (count-- > 0) {
        t[count] = f[count];
    }
    return to;
}

void *memset(void *to, int value, size_t count)
{
    unsigned char *t = to;
    for (size_t i = 0; i < count; i++) {
        t[i] = (unsigned char)value;
    }
    return to;
}

int memcmp(const void *left, const void *right, size_t count)
{
    const unsigned char *l = left, *r = right;
    size_t i = 0;
    while (i < count && l[i] == r[i]) {
        i++;
    }
    return i == count ? 0 : l[i] - r[i];
}

size_t strnlen(const char *text, size_t max)
{
    size_t i = 0;
    while (i < max && text[i]) {
        i++;
    }
    return i;
}

size_t strlen(const char *text)
{
    return strnlen(text, (size_t)-1);
}

int strncmp(const char *left, const char *right, size_t max)
{
    size_t i = 0;
    while (i < max && left[i] && left[i] == right[i]) {
        i++;
    }
    return i == max ? 0 : (unsigned char)left[i] - (unsigned char)right[i];
}

int strcmp(const char *left, const char *right)
{
    return strncmp(left, right, (size_t)-1);
}

char *strrchr(const char *text, int wanted)
{
    const char *found = NULL;
    do {
        found = *text == (char)wanted ? text : found;
    } while (*text++);
    return (char *)found;
}

char *strchr(const char *text, int wanted)
{
    while (*text && *text != (char)wanted) {
        text++;
    }
    return *text == (char)wanted ? (char *)text : NULL;
}

size_t strcspn(const char *text, const char *stops)
{
    size_t i = 0;
    while (text[i] && !strchr(stops, text[i])) {
        i++;
    }
    return i;
}

char *strstr(const char *text, const char *wanted)
{
    size_t count = strlen(wanted);
    for (; *text; text++) {
        if (strncmp(text, wanted, count) == 0) {
            return (char *)text;
        }
    }
    return count == 0 ? (char *)text : NULL;
}

int __wrap_pthread_once(int *control, void (*routine)(void))
{
    if (*control == 0) {
        *control = 1;
        routine();
    }
    return 0;
}
