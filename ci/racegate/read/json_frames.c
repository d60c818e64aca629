#include "read/json_frames.h"

#include "base/json_read.h"

void rg_read_frames(struct rg_stack *stack, struct rg_pool *pool, const json_t *frames)
{
    size_t index;
    json_t *item;
    json_array_foreach(frames, index, item)
    {
        struct rg_frame *frame = rg_stack_add_frame(stack, pool);
        frame->function = rg_json_text_of(item, "function");
        frame->file = rg_json_text_of(item, "file");
        frame->module = rg_json_text_of(item, "module");
        frame->line = (unsigned)rg_json_number_of(item, "line");
        frame->column = (unsigned)rg_json_number_of(item, "column");
        frame->offset = (unsigned long long)rg_json_number_of(item, "offset");
    }
}
