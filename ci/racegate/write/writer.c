#include "write/writer.h"

#include <string.h>

static const struct rg_writer s_writers[] = {
    {"text", "racegate.txt", rg_write_text},
    {"sarif", "racegate.sarif", rg_write_sarif},
    {"junit", "racegate-junit.xml", rg_write_junit},
    {"html", "racegate.html", rg_write_html},
    {"md", "racegate.md", rg_write_markdown},
    {"gitlab", "gl-code-quality.json", rg_write_gitlab},
    {"annotations", "racegate-annotations.txt", rg_write_annotations},
    {"result", "racegate-result.json", rg_write_result},
};

const struct rg_writer *rg_writer_find(const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof(s_writers) / sizeof(*s_writers); i++) {
        if (strlen(s_writers[i].name) == length && strncmp(s_writers[i].name, name, length) == 0) {
            return &s_writers[i];
        }
    }
    return NULL;
}

const char *rg_writer_names(void)
{
    return "text, sarif, junit, html, md, gitlab, annotations and result";
}
