/*
 * preload/freestanding.h - declarations of freestanding.c, in place of <string.h>.
 *
 * The linker binds every use in this library to these (they are hidden): callers include <string.h>
 * as ever.
 */
#ifndef LC_PRELOAD_FREESTANDING_H
#define LC_PRELOAD_FREESTANDING_H

#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t count);
void *memmove(void *to, const void *from, size_t count);
void *memset(void *to, int value, size_t count);
int memcmp(const void *left, const void *right, size_t count);
size_t strnlen(const char *text, size_t max);
size_t strlen(const char *text);
int strncmp(const char *left, const char *right, size_t max);
int strcmp(const char *left, const char *right);
char *strrchr(const char *text, int wanted);
char *strchr(const char *text, int wanted);
size_t strcspn(const char *text, const char *stops);
char *strstr(const char *text, const char *wanted);

/* The unwinder's pthread_once (ld --wrap): its users hold g_lc.cold, or are alone in the
 * constructor. */
int __wrap_pthread_once(int *control, void (*routine)(void));

#endif
