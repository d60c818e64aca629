#include "cli/thread_stack.h"

#include <dwarf.h>
#include <elfutils/libdwfl.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "base/compiler.h"
#include "report/demangle.h"
#include "report/frames.h"
#include "report/text_of.h"

struct lc_thread_stacks {
    Dwfl *dwfl;
    pid_t pid;
    bool insists;
    struct lc_arena names;
};

static const Dwfl_Callbacks s_callbacks = {
    .find_elf = dwfl_linux_proc_find_elf,
    .find_debuginfo = dwfl_standard_find_debuginfo,
};

struct lc_thread_stacks *lc_thread_stacks_open(pid_t pid, const char **ret_error)
{
    struct lc_thread_stacks *stacks = calloc(1, sizeof(*stacks));
    *ret_error = "out of memory";
    if (!stacks) {
        return NULL;
    }
    stacks->pid = pid;
    lc_arena_init(&stacks->names, &lc_arena_heap, SIZE_MAX);
    stacks->dwfl = dwfl_begin(&s_callbacks);
    int error = stacks->dwfl ? dwfl_linux_proc_report(stacks->dwfl, pid) : -1;
    if (error == 0 && dwfl_report_end(stacks->dwfl, NULL, NULL) == 0 &&
        dwfl_linux_proc_attach(stacks->dwfl, pid, true) == 0) {
        return stacks;
    }
    *ret_error = error > 0 ? strerrordesc_np(error) : dwfl_errmsg(-1);
    lc_thread_stacks_close(stacks);
    return NULL;
}

void lc_thread_stacks_close(struct lc_thread_stacks *stacks)
{
    if (stacks->dwfl) {
        dwfl_end(stacks->dwfl);
    }
    lc_arena_fini(&stacks->names);
    free(stacks);
}

void lc_thread_stacks_insist(struct lc_thread_stacks *stacks)
{
    stacks->insists = true;
}

/* A stopped and resumed thread restarts most calls by itself; these come back with EINTR, or with a
 * part of their work done. */
static bool a_stop_would_show(long number)
{
    static const long calls[] = {
        SYS_epoll_pwait,
#ifdef SYS_epoll_wait
        SYS_epoll_wait,
#endif
#ifdef SYS_epoll_pwait2
        SYS_epoll_pwait2,
#endif
        SYS_rt_sigtimedwait, SYS_semtimedop, SYS_semop,  SYS_io_getevents,
        SYS_write,           SYS_writev,     SYS_sendto, SYS_sendmsg,
    };
    for (size_t i = 0; i < LC_COUNT_OF(calls); i++) {
        if (calls[i] == number) {
            return true;
        }
    }
    return false;
}

/* The system call the thread is in, and where: without stopping it. */
static bool read_syscall(pid_t pid, pid_t tid, long *ret_number, uint64_t *ret_address)
{
    char path[64], line[256];
    (void)snprintf(path, sizeof(path), "/proc/%d/task/%d/syscall", (int)pid, (int)tid);
    FILE *file = fopen(path, "re");
    bool got = file && fgets(line, sizeof(line), file);
    if (file) {
        (void)fclose(file);
    }
    const char *last = got ? strrchr(line, ' ') : NULL;
    return last && sscanf(line, "%ld", ret_number) == 1 &&
           sscanf(last, " %" SCNx64, ret_address) == 1;
}

static int visit(Dwfl_Frame *frame, void *argument)
{
    struct lc_thread_stack *stack = argument;
    Dwarf_Addr address;
    bool activation;
    if (stack->count == LC_THREAD_STACK_FRAMES_MAX ||
        !dwfl_frame_pc(frame, &address, &activation)) {
        return DWARF_CB_ABORT;
    }
    stack->addresses[stack->count++] = address + (activation ? 1 : 0);
    return DWARF_CB_OK;
}

static int stop(pid_t tid)
{
    int status;
    if (ptrace(PTRACE_SEIZE, tid, NULL, NULL) != 0) {
        return -errno;
    }
    if (ptrace(PTRACE_INTERRUPT, tid, NULL, NULL) != 0 || waitpid(tid, &status, __WALL) != tid ||
        !WIFSTOPPED(status)) {
        return -ESRCH;
    }
    return 0;
}

int lc_thread_stack_take(struct lc_thread_stacks *stacks, pid_t tid,
                         struct lc_thread_stack *ret_stack)
{
    long number;
    uint64_t address;
    ret_stack->count = 0;
    ret_stack->innermost_only = false;
    if (read_syscall(stacks->pid, tid, &number, &address) && !stacks->insists &&
        a_stop_would_show(number)) {
        ret_stack->addresses[ret_stack->count++] = address + 1;
        ret_stack->innermost_only = true;
        return 0;
    }
    int error = stop(tid);
    if (error) {
        return error;
    }
    (void)dwfl_getthread_frames(stacks->dwfl, tid, visit, ret_stack);
    (void)ptrace(PTRACE_DETACH, tid, NULL, NULL);
    return ret_stack->count ? 0 : -ENOENT;
}

bool lc_thread_stack_image(struct lc_thread_stacks *stacks, uint64_t address,
                           struct lc_thread_image *ret_image)
{
    Dwfl_Module *module = dwfl_addrmodule(stacks->dwfl, address);
    GElf_Addr bias = 0, note;
    Dwarf_Addr start, end;
    if (!module || !dwfl_module_getelf(module, &bias)) {
        return false;
    }
    const char *name =
        dwfl_module_info(module, NULL, &start, &end, NULL, NULL, &ret_image->path, NULL);
    ret_image->path = ret_image->path ? ret_image->path : name;
    ret_image->start = start;
    ret_image->end = end;
    ret_image->bias = bias;
    int bytes = dwfl_module_build_id(module, &ret_image->build_id, &note);
    ret_image->build_id_bytes = bytes > 0 ? (size_t)bytes : 0;
    return true;
}

/* A frame of the library's own: wrappers say nothing about the program. */
static bool is_own(Dwfl_Module *module)
{
    const char *path = dwfl_module_info(module, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
    return path && strncmp(lc_path_base(path), "liblockcheck", 12) == 0;
}

/* "pthread_cond_wait@@GLIBC_2.3.2" is pthread_cond_wait. */
static const char *name_of(struct lc_thread_stacks *stacks, const char *symbol)
{
    return lc_demangle(&stacks->names, lc_text_copy(&stacks->names, symbol, strcspn(symbol, "@")));
}

/* "memcached+0x13ecd", as in reports. */
static const char *place_of(struct lc_thread_stacks *stacks, Dwfl_Module *module, uint64_t address)
{
    GElf_Addr bias = 0;
    if (!module || !dwfl_module_getelf(module, &bias)) {
        return lc_text_of(&stacks->names, "0x%" PRIx64, address);
    }
    const char *path = dwfl_module_info(module, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
    return lc_text_of(&stacks->names, "%s+0x%" PRIx64, path ? lc_path_base(path) : "?",
                      address - bias);
}

static void print_code(struct lc_thread_stacks *stacks, Dwfl_Module *module, uint64_t address)
{
    Dwarf_Addr at = address - 1;
    const char *function = module ? dwfl_module_addrname(module, at) : NULL;
    Dwfl_Line *line = module ? dwfl_module_getsrc(module, at) : NULL;
    int line_number = 0;
    const char *file = line ? dwfl_lineinfo(line, NULL, &line_number, NULL, NULL, NULL) : NULL;
    const char *place = place_of(stacks, module, address);
    if (file) {
        printf("%s %s:%d\n", function ? name_of(stacks, function) : place, file, line_number);
    } else if (function) {
        printf("%s (%s)\n", name_of(stacks, function), place);
    } else {
        puts(place);
    }
}

void lc_thread_stack_print(struct lc_thread_stacks *stacks, const struct lc_thread_stack *stack)
{
    size_t number = 0;
    for (size_t i = 0; i < stack->count; i++) {
        Dwfl_Module *module = dwfl_addrmodule(stacks->dwfl, stack->addresses[i] - 1);
        if (!module || !is_own(module)) {
            printf("    #%zu ", number++);
            print_code(stacks, module, stack->addresses[i]);
        }
    }
    if (stack->innermost_only) {
        puts("    (in a system call that a longer look would interrupt)");
    }
}
