/*
 * trace/layouts.h - the sizes that belong to LC_TRACE_VERSION.
 *
 * A trace of another layout has another version, and is refused by name instead of being misread:
 * by the reports, and by the processes of a run, which may have other builds of the library.
 * Whoever changes a number here counts the version up. Fields that keep the sizes, in `reserved`
 * space, do not.
 */
#ifndef LC_TRACE_LAYOUTS_H
#define LC_TRACE_LAYOUTS_H

#include "trace/format_shared.h"

#define LC_LAYOUT(type, byte_count) \
    _Static_assert(LC_TRACE_VERSION == 2 && sizeof(struct type) == (byte_count), #type)

LC_LAYOUT(lc_trace_header, 192);
LC_LAYOUT(lc_trace_record, 8);
LC_LAYOUT(lc_trace_process, 40);
LC_LAYOUT(lc_trace_module, 80);
LC_LAYOUT(lc_trace_stack, 16);
LC_LAYOUT(lc_trace_thread, 48);
LC_LAYOUT(lc_trace_name, 24);
LC_LAYOUT(lc_trace_lock, 88);
LC_LAYOUT(lc_trace_lock_gone, 16);
LC_LAYOUT(lc_trace_held, 16);
LC_LAYOUT(lc_trace_step, 32);
LC_LAYOUT(lc_trace_dependency, 48);
LC_LAYOUT(lc_trace_use, 88);
LC_LAYOUT(lc_trace_finding, 40);
LC_LAYOUT(lc_trace_note, 16);
LC_LAYOUT(lc_trace_object, 48);
LC_LAYOUT(lc_trace_event, 24);
LC_LAYOUT(lc_trace_forked, 32);
LC_LAYOUT(lc_trace_peer, 32);
LC_LAYOUT(lc_trace_lock_key, 32);
LC_LAYOUT(lc_trace_wait, 696);

#undef LC_LAYOUT

#endif
