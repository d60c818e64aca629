#include "preload/python.h"

#include <dlfcn.h>
#include <link.h>
#include <string.h>

#include "base/atomics.h"

uintptr_t g_lc_python_start, g_lc_python_end;

/* Where the module was seen last: by any thread, the end last. */
static _Atomic uintptr_t s_module_start, s_module_end;

void lc_python_start(void)
{
    void *function = dlsym(RTLD_DEFAULT, "PyThread_acquire_lock_timed");
    struct dl_find_object found;
    if (function && _dl_find_object(function, &found) == 0) {
        g_lc_python_start = (uintptr_t)found.dlfo_map_start;
        g_lc_python_end = (uintptr_t)found.dlfo_map_end;
    }
}

static bool is_named_so(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    static const char prefix[] = "_multiprocessing.";
    return strncmp(name, prefix, sizeof(prefix) - 1) == 0;
}

bool lc_python_is_module(const void *site)
{
    uintptr_t end = lc_load_acquire(&s_module_end); /* pairs with the release below */
    uintptr_t start = lc_load_relaxed(&s_module_start);
    if (end && (uintptr_t)site - start < end - start) {
        return true;
    }
    struct dl_find_object found;
    if (_dl_find_object((void *)(uintptr_t)site, &found) != 0 || !found.dlfo_link_map ||
        !is_named_so(found.dlfo_link_map->l_name)) {
        return false;
    }
    lc_store_relaxed(&s_module_start, (uintptr_t)found.dlfo_map_start);
    lc_store_release(&s_module_end, (uintptr_t)found.dlfo_map_end);
    return true;
}
