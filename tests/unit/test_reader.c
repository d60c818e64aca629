#include "support/cmocka_all.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "support/trace_builder.h"
#include "trace/reader.h"

enum { FUZZ_ROUNDS = 20000, RECORDS = 14 };

/* One record of every type, and two findings of different shapes. */
static void build(struct trace_builder *builder)
{
    trace_builder_init(builder, 100);
    trace_add_process(builder, "/opt/server", "/srv", "run-1");
    uint32_t module = trace_add_module(builder, "/opt/server", "0123456789", 10);
    uint64_t frames[] = {trace_frame(module, 0x1234), trace_frame(module, 0x2345), 0x7f00};
    uint32_t stack = trace_add_stack(builder, LC_STACK_CUT, frames, 3);
    uint32_t main_thread = trace_add_thread(builder, "server", 0, 0);
    uint32_t worker = trace_add_thread(builder, "worker-1", main_thread, stack);
    struct lc_trace_lock fields = {.kind = LC_LOCK_MUTEX, .place = LC_PLACE_STATIC, .address = 64};
    uint32_t a = trace_add_lock(builder, &fields);
    uint32_t b = trace_add_lock(builder, &fields);
    trace_add_name(builder, LC_NAME_LOCK, a, "journal");
    struct lc_trace_held holds_a = {.lock = a, .stack = stack};
    struct lc_trace_held holds_both[] = {{.lock = a, .stack = stack}, {.lock = b}};
    struct trace_step steps[] = {{main_thread, b, 0, stack, 0, &holds_a, 1},
                                 {worker, a, 1, stack, 7, holds_both, 2}};
    (void)trace_add_dependency(builder, &steps[0]);
    (void)trace_add_finding(builder, LC_FINDING_LOCK_ORDER, LC_TIER_PREDICTED, steps, 2);
    (void)trace_add_finding(builder, LC_FINDING_EXIT_HOLDING, LC_TIER_CONFIRMED, &steps[1], 1);
    trace_add_lock_gone(builder, b, stack, LC_GONE_DESTROYED);
    trace_add_use(builder, &(struct lc_trace_use){.lock = a, .stack = stack, .held_ns_max = 9});
    trace_add_note(builder, true, "disk full");
}

/* Touch every byte that the contract says may be touched; asan does the judging. */
static uint64_t touch_step(const struct lc_trace_step *step)
{
    uint64_t sum = step->thread + step->want;
    for (uint32_t i = 0; i < step->held_count; i++) {
        sum += step->held[i].lock + step->held[i].stack;
    }
    return sum;
}

static uint64_t touch_text(const struct lc_trace_record *record, struct lc_trace_string string)
{
    const char *text = lc_trace_text(record, string);
    uint64_t sum = 0;
    for (uint32_t i = 0; i < string.bytes; i++) {
        sum += (unsigned char)text[i];
    }
    return sum;
}

static uint64_t touch(const struct lc_trace_record *record)
{
    uint64_t sum = ((const unsigned char *)record)[record->bytes - 1];
    if (record->type == LC_REC_STACK) {
        const struct lc_trace_stack *stack = (const void *)record;
        for (uint32_t i = 0; i < stack->frame_count; i++) {
            sum += stack->frames[i];
        }
    } else if (record->type == LC_REC_PROCESS) {
        const struct lc_trace_process *process = (const void *)record;
        sum += touch_text(record, process->executable) + touch_text(record, process->command) +
               touch_text(record, process->directory) + touch_text(record, process->run_id);
    } else if (record->type == LC_REC_MODULE) {
        sum += touch_text(record, ((const struct lc_trace_module *)(const void *)record)->path);
    } else if (record->type == LC_REC_NAME) {
        sum += touch_text(record, ((const struct lc_trace_name *)(const void *)record)->name);
    } else if (record->type == LC_REC_NOTE) {
        sum += touch_text(record, ((const struct lc_trace_note *)(const void *)record)->text);
    } else if (record->type == LC_REC_DEPENDENCY) {
        sum += touch_step(&((const struct lc_trace_dependency *)(const void *)record)->step);
    } else if (record->type == LC_REC_USE) {
        sum += ((const struct lc_trace_use *)(const void *)record)->held_ns_max;
    } else if (record->type == LC_REC_FINDING) {
        const struct lc_trace_finding *finding = (const void *)record;
        for (uint32_t i = 0; i < finding->step_count; i++) {
            sum += touch_step(lc_trace_finding_step(finding, i));
        }
    }
    return sum;
}

/* Walk a copy in a heap block of exactly its size, so that asan sees one byte too many. */
static int walk(const unsigned char *bytes, size_t count, uint64_t *ret_records, bool *ret_cut)
{
    unsigned char *copy = malloc(count ? count : 1);
    assert_non_null(copy);
    memcpy(copy, bytes, count);
    struct lc_trace_reader reader;
    int error = lc_trace_open_bytes(&reader, copy, count);
    *ret_records = 0;
    *ret_cut = false;
    if (error == 0) {
        volatile uint64_t sum = 0; /* keeps the reads */
        const struct lc_trace_record *record;
        while ((record = lc_trace_next(&reader))) {
            assert_int_equal((uintptr_t)record % LC_TRACE_ALIGN, 0);
            sum += touch(record);
            ++*ret_records;
        }
        *ret_cut = reader.cut;
    } else {
        assert_true(strlen(lc_trace_error(&reader)) > 0);
    }
    lc_trace_close(&reader);
    free(copy);
    return error;
}

static void a_whole_trace_is_read_back(void **state)
{
    (void)state;
    struct trace_builder builder;
    build(&builder);
    struct lc_trace_reader reader;
    assert_int_equal(lc_trace_open_bytes(&reader, builder.bytes, builder.count), 0);
    assert_int_equal(lc_trace_header(&reader).pid, 100);
    static const uint16_t types[] = {
        LC_REC_PROCESS, LC_REC_MODULE,    LC_REC_STACK, LC_REC_THREAD,     LC_REC_THREAD,
        LC_REC_LOCK,    LC_REC_LOCK,      LC_REC_NAME,  LC_REC_DEPENDENCY, LC_REC_FINDING,
        LC_REC_FINDING, LC_REC_LOCK_GONE, LC_REC_USE,   LC_REC_NOTE};
    _Static_assert(sizeof(types) / sizeof(types[0]) == RECORDS, "each is read back");
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        const struct lc_trace_record *record = lc_trace_next(&reader);
        assert_non_null(record);
        assert_int_equal(record->type, types[i]);
        if (i == 9) {
            const struct lc_trace_step *second = lc_trace_finding_step((const void *)record, 1);
            assert_int_equal(second->thread, 2);
            assert_int_equal(second->held_count, 2);
            assert_int_equal(second->held[1].lock, 2);
        }
    }
    assert_null(lc_trace_next(&reader));
    assert_false(reader.cut);
    assert_int_equal(reader.skipped, 0);
    lc_trace_close(&reader);
    trace_builder_fini(&builder);
}

static void every_truncation_yields_a_prefix(void **state)
{
    (void)state;
    struct trace_builder builder;
    build(&builder);
    uint64_t whole;
    bool cut;
    assert_int_equal(walk(builder.bytes, builder.count, &whole, &cut), 0);
    uint64_t before = 0;
    for (size_t count = 0; count < builder.count; count++) {
        uint64_t records;
        int error = walk(builder.bytes, count, &records, &cut);
        if (count < sizeof(struct lc_trace_header)) {
            assert_int_equal(error, -EINVAL);
            continue;
        }
        assert_int_equal(error, 0);
        assert_true(cut);
        assert_true(records >= before && records < whole);
        before = records;
    }
    assert_int_equal(before, whole - 1);
    trace_builder_fini(&builder);
}

static void flipped_bytes_never_lead_out_of_the_file(void **state)
{
    (void)state;
    struct trace_builder builder;
    build(&builder);
    unsigned char *copy = malloc(builder.count);
    assert_non_null(copy);
    unsigned int seed = 12345;
    uint64_t refused = 0;
    for (int round = 0; round < FUZZ_ROUNDS; round++) {
        memcpy(copy, builder.bytes, builder.count);
        int flips = 1 + rand_r(&seed) % 8;
        for (int i = 0; i < flips; i++) {
            /* Every other round leaves the header alone, so that the records get their share. */
            size_t from = round % 2 ? sizeof(struct lc_trace_header) : 0;
            size_t at = from + (size_t)rand_r(&seed) % (builder.count - from);
            copy[at] = rand_r(&seed) % 3 ? (unsigned char)rand_r(&seed) : 0xff;
        }
        size_t count = rand_r(&seed) % 4 ? builder.count : (size_t)rand_r(&seed) % builder.count;
        uint64_t records;
        bool cut;
        refused += walk(copy, count, &records, &cut) != 0;
    }
    assert_true(refused > 0 && refused < FUZZ_ROUNDS);
    free(copy);
    trace_builder_fini(&builder);
}

static void a_record_not_yet_committed_ends_the_walk(void **state)
{
    (void)state;
    struct trace_builder builder;
    build(&builder);
    struct lc_trace_header *header = trace_builder_header(&builder);
    header->state = LC_TRACE_RUNNING;
    struct lc_trace_record *first = (void *)(builder.bytes + header->header_bytes);
    struct lc_trace_record *second = (void *)((unsigned char *)first + first->bytes);
    uint32_t bytes = second->bytes;
    second->bytes = 0;
    uint64_t records;
    bool cut;
    assert_int_equal(walk(builder.bytes, builder.count, &records, &cut), 0);
    assert_int_equal(records, 1);
    assert_true(cut);
    second->bytes = bytes;
    assert_int_equal(walk(builder.bytes, builder.count, &records, &cut), 0);
    assert_int_equal(records, RECORDS);
    trace_builder_fini(&builder);
}

static void a_record_that_contradicts_itself_is_passed_over(void **state)
{
    (void)state;
    struct trace_builder builder;
    trace_builder_init(&builder, 1);
    (void)trace_add_stack(&builder, 0, NULL, 0);
    struct lc_trace_stack *stack =
        (void *)(builder.bytes + trace_builder_header(&builder)->header_bytes);
    stack->frame_count = UINT32_MAX;
    trace_add_note(&builder, false, "after it");
    struct lc_trace_reader reader;
    assert_int_equal(lc_trace_open_bytes(&reader, builder.bytes, builder.count), 0);
    const struct lc_trace_record *record = lc_trace_next(&reader);
    assert_non_null(record);
    assert_int_equal(record->type, LC_REC_NOTE);
    assert_int_equal(reader.skipped, 1);
    lc_trace_close(&reader);
    trace_builder_fini(&builder);
}

static void types_of_a_later_version_are_passed_over(void **state)
{
    (void)state;
    struct trace_builder builder;
    trace_builder_init(&builder, 1);
    trace_add_note(&builder, false, "of tomorrow");
    struct lc_trace_record *record =
        (void *)(builder.bytes + trace_builder_header(&builder)->header_bytes);
    record->type = 9999;
    trace_add_note(&builder, false, "of today");
    uint64_t records;
    bool cut;
    assert_int_equal(walk(builder.bytes, builder.count, &records, &cut), 0);
    assert_int_equal(records, 1);
    assert_false(cut);
    trace_builder_fini(&builder);
}

static void other_files_and_versions_are_refused_in_words(void **state)
{
    (void)state;
    struct trace_builder builder;
    build(&builder);
    struct lc_trace_reader reader;
    assert_int_equal(lc_trace_open_bytes(&reader, "", 0), -EINVAL);
    assert_string_equal(lc_trace_error(&reader), "the file is empty");
    assert_int_equal(lc_trace_open_bytes(&reader, "#!/bin/sh\n", 10), -EINVAL);
    trace_builder_header(&builder)->version = 77;
    assert_int_equal(lc_trace_open_bytes(&reader, builder.bytes, builder.count), -EPROTO);
    assert_non_null(strstr(lc_trace_error(&reader), "version 77"));
    trace_builder_header(&builder)->version = LC_TRACE_VERSION - 1;
    assert_int_equal(lc_trace_open_bytes(&reader, builder.bytes, builder.count), -EPROTO);
    trace_builder_header(&builder)->version = (uint32_t)LC_TRACE_VERSION << 24;
    assert_int_equal(lc_trace_open_bytes(&reader, builder.bytes, builder.count), -EPROTO);
    assert_non_null(strstr(lc_trace_error(&reader), "byte order"));
    assert_int_equal(lc_trace_open(&reader, "/nonexistent/trace"), -ENOENT);
    assert_int_equal(lc_trace_open(&reader, "/"), -EISDIR);
    assert_int_equal(lc_trace_open(&reader, "/dev/zero"), -EINVAL);
    assert_int_equal(lc_trace_open(&reader, "/dev/null"), -EINVAL);
    trace_builder_fini(&builder);
}

/* As when a thread's wait had fewer fields. */
static void a_record_that_is_too_short_is_passed_over_and_counted(void **state)
{
    (void)state;
    struct trace_builder builder;
    trace_builder_init(&builder, 1);
    trace_add_note(&builder, false, "shorter than a wait");
    struct lc_trace_record *record =
        (void *)(builder.bytes + trace_builder_header(&builder)->header_bytes);
    record->type = LC_REC_WAIT;
    trace_add_note(&builder, false, "after it");
    struct lc_trace_reader reader;
    assert_int_equal(lc_trace_open_bytes(&reader, builder.bytes, builder.count), 0);
    assert_int_equal(lc_trace_next(&reader)->type, LC_REC_NOTE);
    assert_int_equal(reader.skipped, 1);
    lc_trace_close(&reader);
    trace_builder_fini(&builder);
}

static int open_file_of(const struct trace_builder *builder, size_t bytes, int wanted)
{
    int fd = memfd_create("trace", MFD_CLOEXEC);
    assert_int_equal(write(fd, builder->bytes, bytes), bytes);
    struct lc_trace_reader reader;
    int error = lc_trace_open_fd(&reader, fd);
    assert_int_equal(error, wanted);
    if (!error) {
        lc_trace_close(&reader);
    }
    return close(fd);
}

static void a_trace_that_was_never_begun_is_told_from_a_damaged_one(void **state)
{
    (void)state;
    struct trace_builder builder;
    build(&builder);
    assert_int_equal(open_file_of(&builder, builder.count, 0), 0);
    assert_int_equal(open_file_of(&builder, 0, -ENODATA), 0);
    assert_int_equal(open_file_of(&builder, 40, -EINVAL), 0);
    memset(trace_builder_header(&builder)->magic, 0, sizeof(LC_TRACE_MAGIC));
    assert_int_equal(open_file_of(&builder, builder.count, -ENODATA), 0);
    assert_int_equal(open_file_of(&builder, 3, -ENODATA), 0);
    trace_builder_fini(&builder);
}

static void a_memfd_and_a_pipe_are_read_like_a_file(void **state)
{
    (void)state;
    struct trace_builder builder;
    build(&builder);
    int memfd = memfd_create("trace", MFD_CLOEXEC);
    assert_true(memfd >= 0);
    assert_int_equal(write(memfd, builder.bytes, builder.count), builder.count);
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], builder.bytes, builder.count), builder.count);
    close(ends[1]);
    const int fds[] = {memfd, ends[0]};
    for (int i = 0; i < 2; i++) {
        struct lc_trace_reader reader;
        assert_int_equal(lc_trace_open_fd(&reader, fds[i]), 0);
        int records = 0;
        while (lc_trace_next(&reader)) {
            records++;
        }
        assert_int_equal(records, RECORDS);
        assert_false(reader.cut);
        lc_trace_close(&reader);
        close(fds[i]);
    }
    trace_builder_fini(&builder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_trace_is_read_back),
        cmocka_unit_test(every_truncation_yields_a_prefix),
        cmocka_unit_test(flipped_bytes_never_lead_out_of_the_file),
        cmocka_unit_test(a_record_not_yet_committed_ends_the_walk),
        cmocka_unit_test(a_record_that_contradicts_itself_is_passed_over),
        cmocka_unit_test(types_of_a_later_version_are_passed_over),
        cmocka_unit_test(other_files_and_versions_are_refused_in_words),
        cmocka_unit_test(a_record_that_is_too_short_is_passed_over_and_counted),
        cmocka_unit_test(a_trace_that_was_never_begun_is_told_from_a_damaged_one),
        cmocka_unit_test(a_memfd_and_a_pipe_are_read_like_a_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
