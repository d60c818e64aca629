/*
 * preload/wrap.h - what every wrapper needs: where it was called from.
 */
#ifndef LC_PRELOAD_WRAP_H
#define LC_PRELOAD_WRAP_H

#include "base/compiler.h"

/* Both must be written in the wrapper itself: they mean its caller. */
#define LC_SITE()  __builtin_return_address(0)
#define LC_DEPTH() __builtin_dwarf_cfa()

#endif
