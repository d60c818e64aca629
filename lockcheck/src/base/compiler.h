/*
 * base/compiler.h - the few compiler attributes the code leans on, under one name each.
 */
#ifndef LC_BASE_COMPILER_H
#define LC_BASE_COMPILER_H

#define LC_LIKELY(x)    __builtin_expect(!!(x), 1)
#define LC_UNLIKELY(x)  __builtin_expect(!!(x), 0)
#define LC_COLD         __attribute__((noinline, cold))
#define LC_NOINLINE     __attribute__((noinline))
#define LC_HOT_INLINE   static inline __attribute__((always_inline))
#define LC_EXPORT       __attribute__((visibility("default")))
#define LC_PRINTF(f, a) __attribute__((format(printf, f, a)))

/* The array length of an array (not of a pointer). */
#define LC_COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#endif
