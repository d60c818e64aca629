#include "support/report_text.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { TRACES_MAX = 8 };

static int memfd_of(const struct trace_builder *builder)
{
    int fd = memfd_create("trace", MFD_CLOEXEC);
    if (fd < 0 || write(fd, builder->bytes, builder->count) != (ssize_t)builder->count) {
        perror("report_text");
        abort();
    }
    return fd;
}

char *report_text(const struct lc_report_options *options, const struct trace_builder *builders,
                  size_t builder_count, int *ret_status)
{
    static const char *const names[TRACES_MAX] = {"trace-0", "trace-1", "trace-2", "trace-3",
                                                  "trace-4", "trace-5", "trace-6", "trace-7"};
    struct lc_report_input inputs[TRACES_MAX];
    if (builder_count > TRACES_MAX) {
        abort();
    }
    for (size_t i = 0; i < builder_count; i++) {
        inputs[i] = (struct lc_report_input){.path = names[i], .fd = memfd_of(&builders[i])};
    }
    char *text = NULL;
    size_t bytes = 0;
    struct lc_report_options used = *options;
    used.stream = open_memstream(&text, &bytes);
    *ret_status = lc_report_print(&used, inputs, builder_count);
    (void)fclose(used.stream);
    for (size_t i = 0; i < builder_count; i++) {
        (void)close(inputs[i].fd);
    }
    return text;
}
