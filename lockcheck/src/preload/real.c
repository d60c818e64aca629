#include "preload/real.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/compiler.h"
#include "base/sys.h"
#include "preload/real_bridge.h"

/* Looking a symbol up may itself ask for memory; then it comes from here. */
enum { EARLY_BYTES = 64 * 1024 };

static _Alignas(16) unsigned char s_early[EARLY_BYTES];
static _Atomic size_t s_early_used;

/* Non-zero in the thread that is looking symbols up. */
static __thread int tl_resolving __attribute__((tls_model("initial-exec")));

static void *early_alloc(size_t bytes)
{
    bytes = (bytes + 15) & ~(size_t)15;
    size_t at = lc_add_relaxed(&s_early_used, bytes);
    return at + bytes <= EARLY_BYTES ? s_early + at : NULL;
}

bool lc_real_is_early_block(const void *block)
{
    return (uintptr_t)block - (uintptr_t)s_early < EARLY_BYTES;
}

static void *early_malloc(size_t bytes)
{
    return early_alloc(bytes);
}

static void *early_calloc(size_t count, size_t bytes)
{
    size_t total;
    return __builtin_mul_overflow(count, bytes, &total) ? NULL : early_alloc(total);
}

static size_t no_usable_size(void *block)
{
    (void)block;
    return 0;
}

/* A stub per hook: look everything up, then call on. */
#define LC_STUB(type, name, parameters, arguments) \
    static type stub_##name parameters             \
    {                                              \
        lc_real_resolve();                         \
        return LC_REAL(name) arguments;            \
    }
#define LC_STUB_VOID(type, name, parameters, arguments) \
    static void stub_##name parameters                  \
    {                                                   \
        lc_real_resolve();                              \
        LC_REAL(name) arguments;                        \
    }
#define LC_STUB_VERSIONED(type, name, symbol, version, parameters, arguments) \
    LC_STUB(type, name, parameters, arguments)
#define LC_STUB_INIT(type, name, parameters, arguments) .name = stub_##name,
#define LC_STUB_INIT_VERSIONED(type, name, symbol, version, parameters, arguments) \
    .name = stub_##name,

LC_HOOKS_MUTEX(LC_STUB)
LC_HOOKS_RWLOCK(LC_STUB)
LC_HOOKS_SPIN(LC_STUB)
LC_HOOKS_C11(LC_STUB)
LC_HOOKS_ONCE(LC_STUB)
LC_HOOKS_BARRIER(LC_STUB)
LC_HOOKS_THREAD(LC_STUB)
LC_HOOKS_COND_CLOCK(LC_STUB)
LC_HOOKS_SEM(LC_STUB)
LC_HOOKS_BLOCKING(LC_STUB)
LC_HOOKS_PROCESS(LC_STUB)
LC_HOOKS_SANDBOX(LC_STUB)
LC_HOOKS_VOID(LC_STUB_VOID)
LC_HOOKS_VERSIONED(LC_STUB_VERSIONED)

/* The allocator's stubs also serve the lookup itself. */
static void *stub_malloc(size_t bytes)
{
    if (tl_resolving) {
        return early_malloc(bytes);
    }
    lc_real_resolve();
    return LC_REAL(malloc)(bytes);
}

static void *stub_calloc(size_t count, size_t bytes)
{
    if (tl_resolving) {
        return early_calloc(count, bytes);
    }
    lc_real_resolve();
    return LC_REAL(calloc)(count, bytes);
}
LC_STUB(void *, realloc, (void *block, size_t bytes), (block, bytes))
LC_STUB(void *, reallocarray, (void *block, size_t count, size_t bytes), (block, count, bytes))
LC_STUB(void *, memalign, (size_t alignment, size_t bytes), (alignment, bytes))
LC_STUB(void *, aligned_alloc, (size_t alignment, size_t bytes), (alignment, bytes))
LC_STUB(int, posix_memalign, (void **ret_block, size_t alignment, size_t bytes),
        (ret_block, alignment, bytes))
LC_STUB(int, munmap, (void *start, size_t bytes), (start, bytes))
LC_STUB(int, dlclose, (void *handle), (handle))

static sem_t *stub_sem_open(const char *name, int flags, ...)
{
    va_list list;
    va_start(list, flags);
    mode_t mode = flags & O_CREAT ? va_arg(list, mode_t) : 0;
    unsigned value = flags & O_CREAT ? va_arg(list, unsigned) : 0;
    va_end(list);
    lc_real_resolve();
    return LC_REAL(sem_open)(name, flags, mode, value);
}

#define LC_STUB_FCNTL(name)                          \
    static int stub_##name(int fd, int command, ...) \
    {                                                \
        va_list list;                                \
        va_start(list, command);                     \
        void *argument = va_arg(list, void *);       \
        va_end(list);                                \
        lc_real_resolve();                           \
        return LC_REAL(name)(fd, command, argument); \
    }
LC_STUB_FCNTL(fcntl)
LC_STUB_FCNTL(fcntl64)

struct lc_real g_lc_real = {
    LC_HOOKS(LC_STUB_INIT) LC_HOOKS_VOID(LC_STUB_INIT) LC_HOOKS_VERSIONED(LC_STUB_INIT_VERSIONED)
        .malloc_usable_size = no_usable_size,
};

/* Without the real one there is nothing to pass through to. */
static LC_COLD void missing(const char *name)
{
    static const char text[] = "lockcheck: no real function behind ";
    (void)LC_SYS3(SYS_write, STDERR_FILENO, text, sizeof(text) - 1);
    (void)LC_SYS3(SYS_write, STDERR_FILENO, name, strlen(name));
    (void)LC_SYS3(SYS_write, STDERR_FILENO, "\n", 1);
    abort();
}

/*
 * dlvsym passes over functions without a version, such as ThreadSanitizer's, which must see every
 * wait. Whoever stands before libc stands for the present version; the old one is libc's alone.
 */
static void *look_up_version(const char *name, const char *version)
{
    void *found = dlvsym(RTLD_NEXT, name, version);
#ifdef LC_COND_VERSION_OLD
    if (strcmp(version, LC_COND_VERSION_OLD) == 0) {
        return found;
    }
#endif
    void *first = dlsym(RTLD_NEXT, name);
    return found && first && !lc_real_are_neighbours(found, first) ? first : found;
}

static void *look_up(const char *name, const char *version)
{
    void *found = version ? look_up_version(name, version) : dlsym(RTLD_NEXT, name);
    if (!found) {
        missing(name);
    }
    return found;
}

#define LC_LOOK_UP(type, name, parameters, arguments) \
    lc_store_relaxed(&g_lc_real.name, (type(*) parameters)look_up(#name, NULL));
#define LC_LOOK_UP_VERSIONED(type, name, symbol, version, parameters, arguments) \
    lc_store_relaxed(&g_lc_real.name, (type(*) parameters)look_up(symbol, version));

void lc_real_resolve(void)
{
    int saved = errno;
    tl_resolving++;
    LC_HOOKS(LC_LOOK_UP)
    LC_HOOKS_VOID(LC_LOOK_UP)
    LC_LOOK_UP(size_t, malloc_usable_size, (void *), )
    LC_LOOK_UP(int, on_exit, (void (*)(int, void *), void *), )
    LC_LOOK_UP(int, __cxa_at_quick_exit, (void (*)(void *), void *), )
    LC_HOOKS_VERSIONED(LC_LOOK_UP_VERSIONED)
    lc_real_bridge();
    tl_resolving--;
    errno = saved;
}
