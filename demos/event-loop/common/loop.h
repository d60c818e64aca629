/*
 * event-loop/common/loop.h - an event loop, small enough to read in one go.
 *
 * One thread runs the loop; it alone calls the callbacks, one after another.
 * Whatever takes long in one of them delays all others.
 *
 * Threads: loop_call_soon_threadsafe() and loop_stop_threadsafe() may be
 *          called by any thread, from loop_new() until loop_free(). Everything
 *          else belongs to the thread that runs the loop. Nothing checks this:
 *          that is what the demos are about.
 */
#ifndef DEMO_LOOP_H
#define DEMO_LOOP_H

struct loop;
struct loop_timer;
struct loop_watch;
typedef void loop_fn(void *arg);

/* On epoll, or on poll. */
struct loop *loop_new(void);
struct loop *loop_new_on_poll(void);

/* Calls that were asked for and not yet made are forgotten. */
void loop_free(struct loop *loop);

/* Serve until somebody asks to stop. May be called again after that. */
void loop_run(struct loop *loop);
void loop_stop(struct loop *loop);

/* Call fn(arg) in the loop's next round. */
void loop_call_soon(struct loop *loop, loop_fn *fn, void *arg);

/* Call fn(arg) once, `delay_ms` from now. The timer is gone when it fires. */
struct loop_timer *loop_after(struct loop *loop, int delay_ms, loop_fn *fn,
                              void *arg);
void loop_cancel(struct loop *loop, struct loop_timer *timer);

/* Call fn(arg) whenever `fd` can be read, until loop_unwatch(). */
struct loop_watch *loop_watch(struct loop *loop, int fd, loop_fn *fn,
                              void *arg);
void loop_unwatch(struct loop *loop, struct loop_watch *watch);

/* From any thread: leave it in the inbox, and wake the loop. */
void loop_call_soon_threadsafe(struct loop *loop, loop_fn *fn, void *arg);
void loop_stop_threadsafe(struct loop *loop);

#endif
