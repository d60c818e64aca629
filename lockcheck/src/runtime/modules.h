/*
 * runtime/modules.h - which ELF image an address belongs to, without a lock of the loader's.
 *
 * Threads: under g_lc.cold. Uses _dl_find_object (glibc 2.35 and later); without it every address
 * is in no module and reports show bare addresses.
 */
#ifndef LC_RUNTIME_MODULES_H
#define LC_RUNTIME_MODULES_H

#include <stdint.h>

/* The address as a frame of lc_trace_stack: (module << 48) | offset. */
uint64_t lc_modules_frame_locked(uintptr_t address);
/* The id of the module whose code this is; 0: generated code, or no code. */
uint32_t lc_module_of_code_locked(uintptr_t address);
/* Write the MODULE record of a module unless it is there. */
void lc_module_record_locked(uint32_t module);
/* The path, for reports without symbols. Never NULL. */
const char *lc_module_path_locked(uint32_t module);
void lc_modules_reset_locked(void);
/* None is in the trace. */
void lc_modules_unrecord_locked(void);

#endif
