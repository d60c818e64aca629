/*
 * Valgrind's XML, protocol 4, from Helgrind and DRD. An <error> holds a <kind>, a <what> or
 * <xwhat>, and a mixture of <stack> and <auxwhat> or <xauxwhat> in which a text introduces the
 * stack after it.
 *
 * The file is parsed as it is read, so a file that stops anywhere gives every whole error before
 * that. It is declared ISO-8859-1 to the parser, and its text is turned back into the bytes that it
 * came from: symbols and paths may hold bytes that are no UTF-8.
 */
#include "read/reader.h"

#include <errno.h>
#include <expat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "read/valgrind_kind.h"

enum { TEXT_MAX = 32 * 1024, CHUNK_BYTES = 64 * 1024, THREADS_MAX = 1024 };

struct announced {
    char *name;
    struct rg_stack stack;
};

struct parser {
    XML_Parser xml;
    struct rg_pool pool;     /* of the error being read */
    struct rg_pool log_pool; /* of announced threads */
    struct announced *threads;
    size_t thread_count;
    const struct rg_sink *sink;
    struct rg_log *log;
    struct rg_report *report;
    const char *what;   /* of the error */
    const char *title;  /* the text that introduces the next stack */
    const char *thread; /* of the next stack */
    size_t stack_index;
    struct rg_stack *stack; /* open */
    struct rg_frame frame;
    const char *frame_directory;
    struct announced *announced; /* open */
    bool in_frame, in_suppressions, has_ended;
    long pair_count;
    size_t text_length;
    char text[TEXT_MAX];
};

static struct rg_pool *pool_of(struct parser *parser)
{
    return parser->announced != NULL ? &parser->log_pool : &parser->pool;
}

static void start_error(struct parser *parser)
{
    struct rg_report *report = rg_pool_alloc(&parser->pool, sizeof(*report));
    report->tool = parser->log->tool;
    report->pid = parser->log->pid;
    report->count = 1;
    parser->report = report;
    parser->what = parser->title = parser->thread = NULL;
    parser->stack_index = 0;
}

static void start_stack(struct parser *parser)
{
    if (parser->announced != NULL) {
        parser->stack = &parser->announced->stack;
    } else if (parser->report != NULL) {
        struct rg_report *report = parser->report;
        report->kind = rg_valgrind_kind(report->tool_kind, parser->what);
        parser->stack =
            rg_report_add_stack(report, &parser->pool,
                                rg_valgrind_role(report->kind, parser->stack_index, parser->title));
        parser->stack->title = parser->title;
        parser->stack->thread = parser->thread;
        parser->stack_index++;
        parser->title = parser->thread = NULL;
    }
}

/* DRD has elements around some stacks, and a text before them that is about something else. */
static const char *title_of_element(const char *name)
{
    return strcmp(name, "allocation_context") == 0    ? RG_VALGRIND_ALLOCATED
           : strcmp(name, "other_segment_start") == 0 ? "Another thread was between here"
           : strcmp(name, "other_segment_end") == 0   ? "and here"
                                                      : NULL;
}

static void XMLCALL on_start(void *data, const char *name, const char **attributes)
{
    struct parser *parser = data;
    (void)attributes;
    parser->text_length = 0;
    if (strcmp(name, "error") == 0) {
        start_error(parser);
    } else if (strcmp(name, "announcethread") == 0 && parser->thread_count < THREADS_MAX) {
        parser->announced = RG_PUSH(&parser->log_pool, parser->threads, parser->thread_count);
    } else if (strcmp(name, "stack") == 0) {
        start_stack(parser);
    } else if (strcmp(name, "frame") == 0) {
        memset(&parser->frame, 0, sizeof(parser->frame));
        parser->frame_directory = NULL;
        parser->in_frame = true;
    } else if (strcmp(name, "suppcounts") == 0) {
        parser->in_suppressions = true;
    } else if (title_of_element(name) != NULL) {
        parser->title = title_of_element(name);
    }
}

/* Expat gives UTF-8 of what it took for ISO-8859-1: two bytes for each one above 0x7f. */
static void XMLCALL on_text(void *data, const char *text, int length)
{
    struct parser *parser = data;
    for (int i = 0; i < length && parser->text_length + 1 < TEXT_MAX; i++) {
        unsigned char byte = (unsigned char)text[i];
        if (byte >= 0xc0 && i + 1 < length) {
            i++;
            byte = (unsigned char)(byte << 6 | ((unsigned char)text[i] & 0x3f));
        }
        parser->text[parser->text_length++] = (char)byte;
    }
}

static void end_frame_part(struct parser *parser, const char *name, const char *text)
{
    struct rg_frame *frame = &parser->frame;
    struct rg_pool *pool = pool_of(parser);
    if (strcmp(name, "fn") == 0) {
        frame->function = rg_pool_string(pool, text);
    } else if (strcmp(name, "obj") == 0) {
        frame->module = rg_pool_string(pool, text);
    } else if (strcmp(name, "dir") == 0) {
        parser->frame_directory = rg_pool_string(pool, text);
    } else if (strcmp(name, "file") == 0) {
        frame->file = parser->frame_directory == NULL || text[0] == '/'
                          ? rg_pool_string(pool, text)
                          : rg_pool_format(pool, "%s/%s", parser->frame_directory, text);
    } else if (strcmp(name, "line") == 0) {
        frame->line = (unsigned)strtoul(text, NULL, 10);
    } else if (strcmp(name, "ip") == 0) {
        frame->offset = strtoull(text, NULL, 16);
    } else if (strcmp(name, "frame") == 0) {
        parser->in_frame = false;
        if (parser->stack != NULL) {
            *rg_stack_add_frame(parser->stack, pool) = *frame;
        }
    }
}

/* The creation stacks of the threads that the report names. */
static void add_threads(struct parser *parser)
{
    struct rg_report *report = parser->report;
    for (size_t i = 0; i < report->thread_count; i++) {
        for (size_t j = 0; j < parser->thread_count; j++) {
            struct announced *announced = &parser->threads[j];
            if (announced->name != NULL && announced->stack.frame_count > 0 &&
                strcmp(announced->name, report->threads[i].name) == 0) {
                struct rg_stack *stack =
                    rg_report_add_stack(report, &parser->pool, RG_ROLE_CREATED_THREAD);
                *stack = announced->stack;
                stack->role = RG_ROLE_CREATED_THREAD;
                stack->title =
                    rg_pool_format(&parser->pool, "Thread %s was created", announced->name);
                stack->thread = announced->name;
            }
        }
    }
}

static void end_error(struct parser *parser)
{
    struct rg_report *report = parser->report;
    report->kind = rg_valgrind_kind(report->tool_kind, parser->what);
    report->message = parser->what;
    /* How long a lock was held is for people to judge, and so is DRD's doubt in its own books. */
    report->informs =
        report->kind == RG_KIND_LONG_HOLD ||
        (parser->what != NULL && strncmp(parser->what, "The impossible happened", 23) == 0);
    add_threads(parser);
    if (report->stack_count > 0 && report->stacks[0].title == NULL) {
        report->stacks[0].title = parser->what;
    }
    parser->log->report_count++;
    parser->sink->report(parser->sink->context, report);
    parser->report = NULL;
    rg_pool_clear(&parser->pool);
}

static void end_text(struct parser *parser, const char *text)
{
    if (parser->report != NULL && parser->what == NULL) {
        parser->what = parser->title = rg_pool_string(&parser->pool, text);
    } else if (parser->report != NULL) {
        parser->title = rg_pool_string(&parser->pool, text);
        rg_valgrind_object(parser->report, &parser->pool, text);
    }
}

static void end_thread_id(struct parser *parser, const char *text)
{
    char *name = rg_pool_format(pool_of(parser), "#%s", text);
    if (parser->announced != NULL) {
        parser->announced->name = name;
    } else if (parser->report != NULL) {
        parser->thread = name;
        (void)rg_report_thread(parser->report, &parser->pool, name);
    }
}

static void end_pair_part(struct parser *parser, const char *name, const char *text)
{
    if (strcmp(name, "count") == 0) {
        parser->pair_count = strtol(text, NULL, 10);
    } else if (strcmp(name, "name") == 0 && parser->pair_count > 0 &&
               parser->sink->used_suppression != NULL) {
        parser->sink->used_suppression(parser->sink->context, text);
    } else if (strcmp(name, "suppcounts") == 0) {
        parser->in_suppressions = false;
    }
}

static void end_header(struct parser *parser, const char *name, const char *text)
{
    struct rg_log *log = parser->log;
    if (strcmp(name, "tool") == 0 || strcmp(name, "protocoltool") == 0) {
        log->tool = strcmp(text, "drd") == 0 ? "drd" : "helgrind";
        log->is_alive = true;
        if (strcmp(text, "drd") != 0 && strcmp(text, "helgrind") != 0) {
            snprintf(log->broke, sizeof(log->broke), "'%.40s' does not look for races", text);
        }
    } else if (strcmp(name, "pid") == 0) {
        log->pid = strtol(text, NULL, 10);
    } else if (strcmp(name, "state") == 0 && strcmp(text, "FINISHED") == 0) {
        parser->has_ended = true;
    } else if (strcmp(name, "valgrindoutput") == 0) {
        log->is_complete = parser->has_ended;
    }
}

static void XMLCALL on_end(void *data, const char *name)
{
    struct parser *parser = data;
    parser->text[parser->text_length] = '\0';
    parser->text_length = 0;
    const char *text = parser->text;
    if (parser->in_frame) {
        end_frame_part(parser, name, text);
    } else if (strcmp(name, "stack") == 0) {
        parser->stack = NULL;
    } else if (strcmp(name, "announcethread") == 0) {
        parser->announced = NULL;
    } else if (strcmp(name, "hthreadid") == 0) {
        end_thread_id(parser, text);
    } else if (parser->in_suppressions) {
        end_pair_part(parser, name, text);
    } else if (parser->report == NULL) {
        end_header(parser, name, text);
    } else if (strcmp(name, "error") == 0) {
        end_error(parser);
    } else if (strcmp(name, "kind") == 0) {
        parser->report->tool_kind = rg_pool_string(&parser->pool, text);
    } else if (strcmp(name, "text") == 0 || strcmp(name, "what") == 0 ||
               strcmp(name, "auxwhat") == 0) {
        end_text(parser, text);
    }
}

/* Valgrind writes no DOCTYPE; a file that has one wants entities expanded. */
static void XMLCALL on_doctype(void *data, const char *name, const char *system_id,
                               const char *public_id, int has_subset)
{
    struct parser *parser = data;
    (void)name, (void)system_id, (void)public_id, (void)has_subset;
    XML_StopParser(parser->xml, XML_FALSE);
}

static int parse_file(struct parser *parser, FILE *file)
{
    bool is_last = false;
    while (!is_last) {
        char *buffer = XML_GetBuffer(parser->xml, CHUNK_BYTES);
        if (buffer == NULL) {
            return -ENOMEM;
        }
        size_t length = fread(buffer, 1, CHUNK_BYTES, file);
        is_last = length == 0;
        if (is_last && ferror(file)) {
            return -EIO;
        }
        for (size_t i = 0; i < length; i++) {
            unsigned char byte = (unsigned char)buffer[i];
            buffer[i] =
                byte < 0x20 && byte != '\n' && byte != '\t' && byte != '\r' ? ' ' : buffer[i];
        }
        if (XML_ParseBuffer(parser->xml, (int)length, is_last) != XML_STATUS_OK) {
            break;
        }
    }
    parser->log->is_cut = !parser->log->is_complete;
    return 0;
}

int rg_read_valgrind_xml(const char *path, const struct rg_sink *sink, struct rg_log *ret_log)
{
    memset(ret_log, 0, sizeof(*ret_log));
    ret_log->tool = "helgrind";
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        return -errno;
    }
    struct parser *parser = calloc(1, sizeof(*parser));
    int error = -ENOMEM;
    if (parser != NULL && (parser->xml = XML_ParserCreate("ISO-8859-1")) != NULL) {
        parser->sink = sink;
        parser->log = ret_log;
        XML_SetUserData(parser->xml, parser);
        XML_SetElementHandler(parser->xml, on_start, on_end);
        XML_SetCharacterDataHandler(parser->xml, on_text);
        XML_SetStartDoctypeDeclHandler(parser->xml, on_doctype);
        error = parse_file(parser, file);
        XML_ParserFree(parser->xml);
        rg_pool_clear(&parser->pool);
        rg_pool_clear(&parser->log_pool);
    }
    free(parser);
    fclose(file);
    return error;
}
