#include "cli/doctor.h"

#include <stdio.h>
#include <unistd.h>

#include "cli/target.h"

/* /usr/lib/debug/.build-id/ab/cdef….debug */
static bool has_separate_debug(const struct lc_elf_facts *elf)
{
    char path[2 * LC_BUILD_ID_BYTES_MAX + 64];
    if (elf->build_id_bytes < 2) {
        return false;
    }
    size_t used =
        (size_t)snprintf(path, sizeof(path), "/usr/lib/debug/.build-id/%02x/", elf->build_id[0]);
    for (size_t i = 1; i < elf->build_id_bytes; i++) {
        used += (size_t)snprintf(path + used, sizeof(path) - used, "%02x", elf->build_id[i]);
    }
    snprintf(path + used, sizeof(path) - used, ".debug");
    return access(path, R_OK) == 0;
}

static void check_symbols(struct lc_doctor *doctor, const struct lc_elf_facts *elf)
{
    if (elf->debug_info) {
        lc_doctor_say(doctor, LC_DOCTOR_OK, "symbols", "functions, files and lines");
    } else if (has_separate_debug(elf)) {
        lc_doctor_say(doctor, LC_DOCTOR_OK, "symbols",
                      "functions, files and lines, in a file of its own");
    } else if (elf->symbol_table) {
        lc_doctor_say(doctor, LC_DOCTOR_NOTE, "symbols",
                      "functions only; compile with -g for files and lines");
    } else {
        lc_doctor_say(
            doctor, LC_DOCTOR_NOTE, "symbols",
            "stripped%s%s%s: reports name exported functions only; install its debug symbols",
            elf->debug_link[0] ? ", and " : "", elf->debug_link,
            elf->debug_link[0] ? " was not found" : "");
    }
}

/* Locks that never reach the library's hooks. */
static void check_runtime(struct lc_doctor *doctor, const struct lc_elf_facts *elf,
                          const struct lc_elf_symbols *symbols)
{
    if (elf->go) {
        lc_doctor_say(doctor, LC_DOCTOR_NOTE, "runtime",
                      "Go: its own locks are not seen, those of its C code are");
    }
    if (symbols->rust) {
        lc_doctor_say(doctor, LC_DOCTOR_NOTE, "runtime",
                      "Rust: std::sync locks are futexes and not seen, pthread locks are");
    }
    if (elf->needs_jvm) {
        lc_doctor_say(doctor, LC_DOCTOR_NOTE, "runtime",
                      "Java: monitors are not seen, locks of the machine and of native code are");
    }
}

static void check_companions(struct lc_doctor *doctor, const struct lc_elf_facts *elf,
                             const struct lc_elf_symbols *symbols)
{
    if (symbols->own_malloc) {
        lc_doctor_say(doctor, LC_DOCTOR_NOTE, "allocator",
                      "brings its own malloc: calls of free inside it may not be seen");
    }
    if (elf->needs_asan) {
        lc_doctor_say(doctor, LC_DOCTOR_NOTE, "sanitizer",
                      "AddressSanitizer; without `lockcheck run` it needs "
                      "ASAN_OPTIONS=verify_asan_link_order=0");
    } else if (symbols->asan) {
        lc_doctor_say(doctor, LC_DOCTOR_OK, "sanitizer", "AddressSanitizer, linked in");
    }
    if (symbols->tsan) {
        lc_doctor_say(doctor, LC_DOCTOR_OK, "sanitizer", "ThreadSanitizer; both may report");
    }
}

void lc_doctor_program(struct lc_doctor *doctor, const char *path,
                       const struct lc_elf_facts *library)
{
    static struct lc_target target; /* paths: large */
    struct lc_elf_symbols symbols = {0};
    lc_target_inspect(path, library, &target);
    if (target.script[0]) {
        lc_doctor_say(doctor, LC_DOCTOR_OK, "script", "%s, run by %s", target.script, target.path);
    }
    if (target.verdict != LC_TARGET_WATCHED) {
        lc_doctor_say(doctor, LC_DOCTOR_NO, "program", "%s: %s", target.path,
                      lc_target_reason(target.verdict));
    } else {
        lc_doctor_say(doctor, LC_DOCTOR_OK, "program", "%s, linked dynamically", target.path);
    }
    if (target.verdict == LC_TARGET_NOT_ELF || target.verdict == LC_TARGET_ABSENT) {
        return;
    }
    (void)lc_elf_read_symbols(target.path, &symbols);
    check_symbols(doctor, &target.elf);
    check_runtime(doctor, &target.elf, &symbols);
    check_companions(doctor, &target.elf, &symbols);
}
