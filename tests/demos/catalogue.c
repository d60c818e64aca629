#include "catalogue.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int split_path(const char *path, const char *demos_dir, struct demo *demo)
{
    size_t length = strlen(demos_dir);
    if (strncmp(path, demos_dir, length) != 0) {
        return -1;
    }
    path += length;
    path += strspn(path, "/");
    int fields =
        sscanf(path, "%63[^/]/%63[^/]/%63[^./].c", demo->family, demo->slug, demo->variant);
    return fields == 3 ? 0 : -1;
}

static int compare_demos(const void *one_pointer, const void *other_pointer)
{
    const struct demo *one = one_pointer;
    const struct demo *other = other_pointer;
    int order = strcmp(one->family, other->family);
    order = order != 0 ? order : strcmp(one->slug, other->slug);
    order = order != 0 ? order : one->correct - other->correct;
    return order != 0 ? order : strcmp(one->variant, other->variant);
}

static int load_demo(const char *path, const char *demos_dir, struct demo *demo)
{
    char error[512];
    if (split_path(path, demos_dir, demo) != 0) {
        fprintf(stderr, "demo-catalogue: %s: not %s/FAMILY/SLUG/VARIANT.c\n", path, demos_dir);
        return -1;
    }
    if (expect_read(path, &demo->header, error) != 0 ||
        expect_check_complete(&demo->header, error) != 0) {
        fprintf(stderr, "demo-catalogue: %s\n", error);
        return -1;
    }
    demo->correct = expect_is_correct_program(path);
    return 0;
}

/* Room for one more; NULL when there is no memory. */
static struct demo *add_demo(struct catalogue *catalogue)
{
    size_t count = (size_t)catalogue->count + 1;
    struct demo *grown = realloc(catalogue->demos, count * sizeof(*grown));
    if (grown == NULL) {
        fprintf(stderr, "demo-catalogue: out of memory\n");
        return NULL;
    }
    catalogue->demos = grown;
    catalogue->count++;
    memset(&grown[count - 1], 0, sizeof(*grown));
    return &grown[count - 1];
}

int catalogue_load(const char *list_path, const char *demos_dir, struct catalogue *ret_catalogue)
{
    char path[1024];
    int failures = 0;
    *ret_catalogue = (struct catalogue){.count = 0};
    FILE *list = fopen(list_path, "r");
    if (list == NULL) {
        fprintf(stderr, "demo-catalogue: %s: %s\n", list_path, strerror(errno));
        return -1;
    }
    while (fgets(path, sizeof(path), list) != NULL) {
        path[strcspn(path, "\n")] = '\0';
        struct demo *demo = path[0] != '\0' ? add_demo(ret_catalogue) : NULL;
        failures += demo != NULL && load_demo(path, demos_dir, demo) != 0;
    }
    fclose(list);
    if (ret_catalogue->count == 0) {
        fprintf(stderr, "demo-catalogue: %s: no demos\n", list_path);
        return -1;
    }
    qsort(ret_catalogue->demos, (size_t)ret_catalogue->count, sizeof(struct demo), compare_demos);
    return failures == 0 ? 0 : -1;
}

void catalogue_free(struct catalogue *catalogue)
{
    free(catalogue->demos);
    *catalogue = (struct catalogue){.count = 0};
}

enum cell catalogue_cell(const struct demo *demo, enum tool tool)
{
    const struct expectation *expectation = &demo->header.tools[tool];
    switch (expectation->verdict) {
    case VERDICT_REPORTS:
        return CELL_HIT;
    case VERDICT_FALSE_ALARM:
        return CELL_FALSE_ALARM;
    case VERDICT_HANGS:
        return CELL_HANG;
    case VERDICT_CRASHES:
        return CELL_CRASH;
    case VERDICT_MISSES: {
        const struct kind *kind = kind_find(expectation->findings[0].kind);
        return (kind->scope & TOOL_BIT(tool)) != 0 ? CELL_MISS : CELL_NOT_ITS_JOB;
    }
    default:
        return CELL_SILENT;
    }
}

int catalogue_count(const struct catalogue *catalogue, enum tool tool, bool correct, enum cell cell)
{
    int count = 0;
    for (int i = 0; i < catalogue->count; i++) {
        const struct demo *demo = &catalogue->demos[i];
        count += demo->correct == correct && catalogue_cell(demo, tool) == cell;
    }
    return count;
}

void catalogue_topic(const struct demo *demo, char ret_sources[64], char ret_topic[160])
{
    const char *text = demo->header.lesson[LESSON_PYTHON];
    size_t sources = strcspn(text, ",");
    const char *topic = text + sources + strspn(text + sources, ", ");
    size_t length = strcspn(topic, ":");
    snprintf(ret_sources, 64, "%.*s", (int)(sources < 63 ? sources : 63), text);
    snprintf(ret_topic, 160, "%.*s", (int)(length < 159 ? length : 159), topic);
}

void catalogue_title(const struct demo *demo, char ret_title[160])
{
    const char *text = strstr(demo->header.lesson[LESSON_TITLE], " - ");
    text = text != NULL ? text + 3 : demo->header.lesson[LESSON_TITLE];
    const char *cure = strstr(text, "Cure: ");
    size_t length = cure != NULL ? (size_t)(cure - text) : strlen(text);
    while (length > 0 && text[length - 1] == ' ') {
        length--;
    }
    snprintf(ret_title, 160, "%.*s", (int)length, text);
}
