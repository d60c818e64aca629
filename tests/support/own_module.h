/*
 * tests/support/own_module.h - the running test program as a module of a trace.
 */
#ifndef TESTS_SUPPORT_OWN_MODULE_H
#define TESTS_SUPPORT_OWN_MODULE_H

#include "support/trace_builder.h"

struct own_module {
    char path[4096];
    unsigned char build_id[32];
    uint32_t build_id_bytes;
    uint64_t bias;
};

/* Ends the program when it cannot find itself. */
void own_module_find(struct own_module *own);
uint32_t own_module_add(const struct own_module *own, struct trace_builder *builder);

/* The ELF address of code or data of this program. */
static inline uint64_t own_offset(const struct own_module *own, const void *address)
{
    return (uint64_t)(uintptr_t)address - own->bias;
}

#endif
