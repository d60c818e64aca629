/* class=1: orders of classes of locks that clash, and locks of one class taken together. */
#include "preload/nest.h"

struct file {
    pthread_mutex_t lock;
    struct file *next;
};

struct folder {
    pthread_mutex_t lock;
};

static struct file *new_file(void)
{
    struct file *file = calloc(1, sizeof(*file));
    EXPECT(file != NULL);
    CHECK(pthread_mutex_init(&file->lock, NULL));
    return file;
}

static struct folder *new_folder(void)
{
    struct folder *folder = calloc(1, sizeof(*folder));
    EXPECT(folder != NULL);
    CHECK(pthread_mutex_init(&folder->lock, NULL));
    return folder;
}

/* Zero bytes are a mutex: their allocation alone says what they are. */
static pthread_mutex_t *new_plain_a(void)
{
    return calloc(1, sizeof(pthread_mutex_t));
}

static pthread_mutex_t *new_plain_b(void)
{
    return calloc(1, sizeof(pthread_mutex_t));
}

static void take(pthread_mutex_t *first, pthread_mutex_t *second)
{
    CHECK(pthread_mutex_lock(first));
    CHECK(pthread_mutex_lock(second));
    CHECK(pthread_mutex_unlock(second));
    CHECK(pthread_mutex_unlock(first));
}

static void folder_then_file(void)
{
    take(&new_folder()->lock, &new_file()->lock);
}

static void file_then_folder(void)
{
    take(&new_file()->lock, &new_folder()->lock);
}

static void inverted(void)
{
    IN_TURN(folder_then_file, file_then_folder);
}

static void in_order(void)
{
    IN_TURN(folder_then_file, folder_then_file);
}

static void plain_ab(void)
{
    take(new_plain_a(), new_plain_b());
}

static void plain_ba(void)
{
    take(new_plain_b(), new_plain_a());
}

static void inverted_by_allocation(void)
{
    IN_TURN(plain_ab, plain_ba);
}

/* Forwards in one thread, backwards in the other. */
static void walk_list(void)
{
    struct file *first = new_file();
    first->next = new_file();
    first->next->next = new_file();
    take(&first->lock, &first->next->lock);
    take(&first->next->lock, &first->next->next->lock);
}

static void walk_back(void)
{
    struct file *first = new_file();
    first->next = new_file();
    take(&first->next->lock, &first->lock);
}

static void one_class(void)
{
    IN_TURN(walk_list, walk_back);
}

static struct folder *s_folder;
static struct file *s_file;

static void same_folder_then_file(void)
{
    take(&s_folder->lock, &s_file->lock);
}

static void same_file_then_folder(void)
{
    take(&s_file->lock, &s_folder->lock);
}

static void same_locks(void)
{
    s_folder = new_folder();
    s_file = new_file();
    IN_TURN(same_folder_then_file, same_file_then_folder);
}

static pthread_mutex_t s_gate = PTHREAD_MUTEX_INITIALIZER;

static void gated_folder_then_file(void)
{
    holding(&s_gate, folder_then_file);
}

static void gated_file_then_folder(void)
{
    holding(&s_gate, file_then_folder);
}

static void gated(void)
{
    IN_TURN(gated_folder_then_file, gated_file_then_folder);
}

static void joined_between(void)
{
    in_thread(folder_then_file);
    in_thread(file_then_folder);
}

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {
        {"inverted", inverted},
        {"in_order", in_order},
        {"inverted_by_allocation", inverted_by_allocation},
        {"one_class", one_class},
        {"same_locks", same_locks},
        {"gated", gated},
        {"joined_between", joined_between},
        {NULL, NULL},
    };
    return scenario_main(argc, argv, scenarios);
}
