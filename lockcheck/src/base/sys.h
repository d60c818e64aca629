/*
 * base/sys.h - system calls made without the C library.
 *
 * The watched program, or a sanitizer in it, may stand in front of any function of the C library,
 * and may not be ready yet when we start. A system call is nobody's to interpose; it is no
 * cancellation point, and it leaves errno alone.
 *
 * Each returns what the kernel returns: 0 or more, or -errno. Safe anywhere.
 */
#ifndef LC_BASE_SYS_H
#define LC_BASE_SYS_H

#include <stddef.h>
#include <sys/syscall.h>

#if defined(__x86_64__)
static inline long lc_sys(long number, long a, long b, long c, long d, long e, long f)
{
    long result;
    register long r10 __asm__("r10") = d;
    register long r8 __asm__("r8") = e;
    register long r9 __asm__("r9") = f;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
}
#elif defined(__aarch64__)
static inline long lc_sys(long number, long a, long b, long c, long d, long e, long f)
{
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = a;
    register long x1 __asm__("x1") = b;
    register long x2 __asm__("x2") = c;
    register long x3 __asm__("x3") = d;
    register long x4 __asm__("x4") = e;
    register long x5 __asm__("x5") = f;
    __asm__ volatile("svc #0"
                     : "+r"(x0)
                     : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
                     : "memory");
    return x0;
}
#else
#error "lockcheck knows how to make system calls on x86-64 and aarch64"
#endif

#define LC_SYS0(number)             lc_sys(number, 0, 0, 0, 0, 0, 0)
#define LC_SYS1(number, a)          lc_sys(number, (long)(a), 0, 0, 0, 0, 0)
#define LC_SYS2(number, a, b)       lc_sys(number, (long)(a), (long)(b), 0, 0, 0, 0)
#define LC_SYS3(number, a, b, c)    lc_sys(number, (long)(a), (long)(b), (long)(c), 0, 0, 0)
#define LC_SYS4(number, a, b, c, d) lc_sys(number, (long)(a), (long)(b), (long)(c), (long)(d), 0, 0)
#define LC_SYS5(number, a, b, c, d, e) \
    lc_sys(number, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), 0)
#define LC_SYS6(number, a, b, c, d, e, f) \
    lc_sys(number, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))

/* mmap's result as a pointer, or NULL. */
static inline void *lc_sys_mmap(size_t bytes, int protection, int flags, int fd)
{
    long result = LC_SYS6(SYS_mmap, 0, bytes, protection, flags, fd, 0);
    return result < 0 && result > -4096 ? NULL : (void *)result;
}

#endif
