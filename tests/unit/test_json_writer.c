#include "support/cmocka_all.h"

#include <stdlib.h>
#include <string.h>

#include "report/json_writer.h"
#include "report/text_of.h"

/* What one string becomes. */
static void assert_string(const char *bytes, size_t count, const char *json)
{
    char *text = NULL;
    size_t text_bytes = 0;
    struct lc_json writer = {.stream = open_memstream(&text, &text_bytes)};
    lc_json_bytes(&writer, bytes, count);
    (void)fclose(writer.stream);
    assert_string_equal(text, json);
    free(text);
}

static void text_passes_and_specials_are_escaped(void **state)
{
    (void)state;
    assert_string("transfer", 8, "\"transfer\"");
    assert_string("a\"b\\c", 5, "\"a\\\"b\\\\c\"");
    assert_string("\n\t\x1b\x7f", 4, "\"\\u000a\\u0009\\u001b\\u007f\"");
    assert_string("a\0b", 3, "\"a\\u0000b\"");
    assert_string("", 0, "\"\"");
}

static void characters_of_every_length_pass(void **state)
{
    (void)state;
    static const char *const good[] = {"\xc2\x80",        "\xdf\xbf",     "\xe0\xa0\x80",
                                       "\xed\x9f\xbf",    "\xef\xbf\xbf", "\xf0\x90\x80\x80",
                                       "\xf4\x8f\xbf\xbf"};
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        char json[16];
        (void)snprintf(json, sizeof(json), "\"%s\"", good[i]);
        assert_string(good[i], strlen(good[i]), json);
    }
}

static void what_is_no_text_is_replaced_byte_by_byte(void **state)
{
    (void)state;
    assert_string("\x80", 1, "\"\\ufffd\"");
    assert_string("a\xff"
                  "b",
                  3, "\"a\\ufffdb\"");
    assert_string("\xc0\x80", 2, "\"\\ufffd\\ufffd\""); /* overlong */
    assert_string("\xe0\x9f\xbf", 3, "\"\\ufffd\\ufffd\\ufffd\"");
    assert_string("\xed\xa0\x80", 3, "\"\\ufffd\\ufffd\\ufffd\""); /* a surrogate */
    assert_string("\xf4\x90\x80\x80", 4, "\"\\ufffd\\ufffd\\ufffd\\ufffd\"");
    assert_string("\xe2\x82", 2, "\"\\ufffd\\ufffd\""); /* cut short */
}

static void nesting_has_its_commas(void **state)
{
    (void)state;
    char *text = NULL;
    size_t bytes = 0;
    struct lc_json json = {.stream = open_memstream(&text, &bytes)};
    lc_json_open(&json, '{');
    lc_json_key(&json, "list");
    lc_json_open(&json, '[');
    lc_json_number(&json, UINT64_MAX);
    lc_json_signed(&json, INT64_MIN);
    lc_json_open(&json, '[');
    lc_json_close(&json, ']');
    lc_json_close(&json, ']');
    lc_json_put_bool(&json, "yes", true);
    lc_json_put_text(&json, "none", NULL);
    lc_json_close(&json, '}');
    (void)fclose(json.stream);
    assert_string_equal(text, "{\n \"list\": [\n  18446744073709551615,\n  -9223372036854775808,\n"
                              "  []\n ],\n \"yes\": true,\n \"none\": null\n}");
    free(text);
}

static void assert_plain(const char *bytes, const char *plain)
{
    struct lc_arena arena;
    lc_arena_init(&arena, &lc_arena_heap, SIZE_MAX);
    assert_string_equal(lc_text_plain(&arena, bytes, strlen(bytes)), plain);
    lc_arena_fini(&arena);
}

static void nothing_printed_steers_a_terminal(void **state)
{
    (void)state;
    assert_plain("worker-1", "worker-1");
    assert_plain("caf\xc3\xa9", "caf\xc3\xa9");
    assert_plain("\x1b[2J\r\n", "?[2J??");
    assert_plain("\xc2\x9b"
                 "2J",
                 "??2J");
    assert_plain("\x9b"
                 "2J",
                 "?2J");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_passes_and_specials_are_escaped),
        cmocka_unit_test(characters_of_every_length_pass),
        cmocka_unit_test(what_is_no_text_is_replaced_byte_by_byte),
        cmocka_unit_test(nesting_has_its_commas),
        cmocka_unit_test(nothing_printed_steers_a_terminal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
