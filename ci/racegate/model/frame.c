#include "model/frame.h"

#include <string.h>

#include "base/files.h"
#include "base/utf8.h"

static bool starts_with_any(const char *text, const char *const *prefixes)
{
    for (; *prefixes != NULL; prefixes++) {
        if (strncmp(text, *prefixes, strlen(*prefixes)) == 0) {
            return true;
        }
    }
    return false;
}

static bool module_is_foreign(const char *module)
{
    static const char *const prefixes[] = {
        "libc.so", "libc-",      "libpthread",   "libstdc++",   "libc++",     "libgcc_s",
        "libtsan", "libasan",    "libm.so",      "libdl.so",    "librt.so",   "ld-linux",
        "ld-",     "vgpreload_", "liblockcheck", "libracegate", "linux-vdso", NULL};
    return starts_with_any(rg_path_base(module), prefixes);
}

static bool file_is_foreign(const char *file)
{
    static const char *const prefixes[] = {
        "/usr/include/", "/usr/lib/", "./nptl/",      "./sysdeps/", "./misc/", "./csu/",
        "./elf/",        "./stdlib/", "./malloc/",    "./string/",  "./io/",   "../sysdeps/",
        "../nptl/",      "../csu/",   "/build/glibc", "/build/gcc", NULL};
    return starts_with_any(file, prefixes) || strstr(file, "/libsanitizer/") != NULL ||
           strstr(file, "/compiler-rt/") != NULL || strstr(file, "/bits/../") != NULL ||
           strstr(file, "/include/c++/") != NULL;
}

static bool function_is_foreign(const char *function)
{
    static const char *const prefixes[] = {"std::",
                                           "__gnu_cxx::",
                                           "__cxxabi",
                                           "__tsan",
                                           "__sanitizer",
                                           "__interceptor_",
                                           "___interceptor_",
                                           "pthread_",
                                           "__pthread_",
                                           "___pthread_",
                                           "__libc_start",
                                           "__GI_",
                                           "operator new",
                                           "operator delete",
                                           "void std::",
                                           "__cxa_",
                                           "_dl_",
                                           "mutex_lock_WRK",
                                           "start_thread",
                                           "clone",
                                           "__clone",
                                           NULL};
    static const char *const exact[] = {
        "_start",      "malloc",        "calloc",      "realloc",       "free",        "memcpy",
        "memset",      "memmove",       "strlen",      "strcmp",        "strcpy",      "strncpy",
        "mtx_lock",    "mtx_unlock",    "mtx_trylock", "mtx_timedlock", "mtx_destroy", "cnd_wait",
        "cnd_signal",  "cnd_broadcast", "thrd_create", "thrd_join",     "sem_wait",    "sem_post",
        "sem_trywait", "sem_timedwait", "sem_destroy", "write",         "read",        "close",
        "open",        "bcmp",          "memcmp",      "strdup",        NULL};
    if (starts_with_any(function, prefixes)) {
        return true;
    }
    size_t length = strcspn(function, "(@");
    for (const char *const *name = exact; *name != NULL; name++) {
        if (strlen(*name) == length && strncmp(*name, function, length) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_project(const struct rg_frame *frame)
{
    if (frame->module != NULL && module_is_foreign(frame->module)) {
        return false;
    }
    if (frame->file != NULL && file_is_foreign(frame->file)) {
        return false;
    }
    return frame->function == NULL || !function_is_foreign(frame->function);
}

void rg_frame_classify(struct rg_report *report)
{
    for (size_t i = 0; i < report->stack_count; i++) {
        struct rg_stack *stack = &report->stacks[i];
        for (size_t j = 0; j < stack->frame_count; j++) {
            stack->frames[j].is_project = is_project(&stack->frames[j]);
        }
    }
}

const struct rg_frame *rg_frame_top(const struct rg_stack *stack)
{
    const struct rg_frame *named = NULL;
    for (size_t i = 0; i < stack->frame_count; i++) {
        const struct rg_frame *frame = &stack->frames[i];
        if (frame->is_project && (frame->function != NULL || frame->module != NULL)) {
            return frame;
        }
        if (named == NULL && frame->function != NULL) {
            named = frame;
        }
    }
    return named != NULL || stack->frame_count == 0 ? named : &stack->frames[0];
}

/* Length of a lambda's name at `text` in either compiler's spelling; 0: it is none. */
static size_t lambda_length(const char *text)
{
    if (strncmp(text, "{lambda(", 8) == 0 || strncmp(text, "'lambda", 7) == 0) {
        size_t end = strcspn(text + 1, text[0] == '{' ? "}" : "'") + 1;
        if (text[end] == '\0') {
            return 0;
        }
        end++;
        /* clang's demangler: 'lambda'(int) */
        if (text[0] == '\'' && text[end] == '(') {
            end += strcspn(text + end, ")");
            end += text[end] == ')';
        }
        return end;
    }
    if (text[0] == '$' && text[1] == '_') {
        return 2 + strspn(text + 2, "0123456789");
    }
    return 0;
}

/* Copy `from` to `to` (as large) without parameter lists, and with "{lambda}" for each lambda. */
static void copy_without_parameters(char *to, const char *from)
{
    static const char lambda[] = "{lambda}";
    int depth = 0;
    while (*from != '\0') {
        size_t skip = lambda_length(from);
        if (skip >= 4 || (skip > 0 && depth == 0)) {
            /* "$_0" is shorter than what replaces it: the caller has left room. */
            if (depth == 0) {
                to = stpcpy(to, lambda);
            }
            from += skip;
        } else if (strncmp(from, "operator()", 10) == 0 && depth == 0) {
            to = stpcpy(to, "operator()");
            from += 10;
        } else if (strncmp(from, "(anonymous namespace)", 21) == 0 && depth == 0) {
            to = stpcpy(to, "(anonymous namespace)");
            from += 21;
        } else {
            depth += *from == '(';
            if (depth == 0) {
                *to++ = *from;
            }
            depth -= *from == ')' && depth > 0;
            from++;
        }
    }
    *to = '\0';
}

static void cut_suffixes(char *name)
{
    static const char *const marks[] = {"@@",     "@GLIBC",     " [clone", ".constprop.", ".isra.",
                                        ".part.", ".lto_priv.", ".cold",   ".llvm.",      NULL};
    for (const char *const *mark = marks; *mark != NULL; mark++) {
        char *found = strstr(name, *mark);
        if (found != NULL && found != name) {
            *found = '\0';
        }
    }
    size_t length = strlen(name);
    static const char constant[] = " const";
    if (length > sizeof(constant) && strcmp(name + length - strlen(constant), constant) == 0) {
        name[length - strlen(constant)] = '\0';
    }
}

/* UTF-8 without control characters: a name is the same after it was written and read again. */
static char *printable(const char *name, struct rg_pool *pool)
{
    char *text = rg_pool_alloc(pool, strlen(name) * 3 + 1);
    char *end = text;
    while (*name != '\0') {
        size_t length;
        uint32_t c = rg_utf8_next(name, &length);
        if (c == 0xfffd && length == 1) {
            end = stpcpy(end, "\xef\xbf\xbd");
        } else if (c < 0x21 || c == 0x7f) {
            *end++ = ' ';
        } else {
            memcpy(end, name, length);
            end += length;
        }
        name += length;
    }
    return text;
}

char *rg_frame_name(const struct rg_frame *frame, struct rg_pool *pool)
{
    if (frame == NULL) {
        return rg_pool_string(pool, "?");
    }
    if (frame->function == NULL) {
        return rg_pool_format(pool, "%s+0x%llx",
                              frame->module == NULL ? "?" : rg_path_base(frame->module),
                              frame->offset);
    }
    /* Three bytes ("$_0") may become eight. */
    char *name = rg_pool_alloc(pool, strlen(frame->function) * 4 + 16);
    copy_without_parameters(name, frame->function);
    cut_suffixes(name);
    return name[0] == '\0' ? rg_pool_string(pool, "?") : printable(name, pool);
}
