#include "report/kinds.h"

#include "base/compiler.h"

/*
 * The long texts of kinds.c, one per kind. The explanation is wrapped by whoever prints it; the
 * example and the cure are code, printed as they stand.
 */
static const struct lc_kind_lesson s_lessons[] = {
    [LC_FINDING_LOCK_ORDER] =
        {"One thread took lock A and then asked for B; another one took B and then asked for A "
         "(or the same with more locks, in a ring). This run did not hang, because the threads "
         "were not there at the same moment. Nothing keeps them from it: no lock that both hold "
         "outside, no thread that starts after the other one has ended. The tier \"latent\" means "
         "that one thread alone took both orders, \"possible\" that the report names a doubt. With "
         "class=1 orders of whole classes of locks are compared, too: folder before file, and file "
         "before folder elsewhere, even when they were never the same two.",
         "    thread 1: lock(&a); lock(&b); ...\n"
         "    thread 2: lock(&b); lock(&a); ...\n",
         "    both:     lock(&a); lock(&b); ...        one order, written down\n"
         "    or C++:   std::scoped_lock both(a, b);   takes them without waiting in between\n"
         "    or:       lock one outer lock first, always the same\n"},
    [LC_FINDING_DEADLOCK] =
        {"This is not a prediction: the threads listed hang. Each waits for something that the "
         "next one holds, and every owner and every wait was seen unchanged twice. Besides locks "
         "a thread may wait for another thread to end, or for a condition, a barrier or a file "
         "lock.",
         "    thread 1: lock(&a); lock(&b);   <- waits for ever\n"
         "    thread 2: lock(&b); lock(&a);   <- waits for ever\n",
         "    Take the locks in one order everywhere: see lockcheck explain lock-order.\n"},
    [LC_FINDING_SELF_DEADLOCK] =
        {"A normal mutex does not know its owner: locking it a second time in the same thread "
         "waits for an unlock that only this thread could make. The usual cause is a public "
         "function that locks and calls another public function that locks too.",
         "    void add(struct list *l)   { lock(&l->m); grow(l); unlock(&l->m); }\n"
         "    void grow(struct list *l)  { lock(&l->m); ... }\n",
         "    static void grow_locked(struct list *l) { ... }   caller holds l->m\n"},
    [LC_FINDING_RWLOCK_UPGRADE] =
        {"POSIX rwlocks cannot be upgraded: the write lock waits until every reader is gone, and "
         "this thread is one of them. Two threads that try it at once would wait for each other "
         "even where an upgrade existed.",
         "    pthread_rwlock_rdlock(&l); if (stale()) pthread_rwlock_wrlock(&l);\n",
         "    pthread_rwlock_rdlock(&l); bool s = stale(); pthread_rwlock_unlock(&l);\n"
         "    if (s) { pthread_rwlock_wrlock(&l); if (stale()) refresh(); ... }\n"},
    [LC_FINDING_JOIN_HOLDING] =
        {"pthread_join waits for the other thread's last instruction. When that thread still has "
         "to take a lock which the joining thread holds, neither gets there. The tier \"possible\" "
         "says that the other thread took the lock before the join, in this run: a flag or a "
         "semaphore may see to that always.",
         "    main:   lock(&m); pthread_join(worker, NULL); unlock(&m);\n"
         "    worker: lock(&m); ... unlock(&m);\n",
         "    main:   lock(&m); stop = true; unlock(&m); pthread_join(worker, NULL);\n"},
    [LC_FINDING_UNLOCK_NOT_OWNER] =
        {"Only the thread that locked a mutex may unlock it; anything else is undefined "
         "behaviour, and the true owner now works unprotected. Often the mutex is meant as a "
         "signal from one thread to another.",
         "    thread 1: lock(&m);  ...\n"
         "    thread 2: unlock(&m);   \"go on\"\n",
         "    thread 1: sem_wait(&go);\n"
         "    thread 2: sem_post(&go);\n"},
    [LC_FINDING_UNLOCK_NOT_LOCKED] =
        {"Unlocking a mutex that is not locked is undefined behaviour; with glibc it may let two "
         "threads in at a later time, far from here.",
         "    if (full) { unlock(&m); }\n"
         "    unlock(&m);\n",
         "    if (full) { unlock(&m); return; }\n"
         "    unlock(&m);\n"},
    [LC_FINDING_DESTROY_HELD] =
        {"Destroying a held lock, or initialising it again, is undefined behaviour: the holder's "
         "unlock then works on something that is no lock, or lets two threads in.",
         "    thread 1: lock(&job->m); ...\n"
         "    thread 2: pthread_mutex_destroy(&job->m); free(job);\n",
         "    pthread_join(worker, NULL);   nobody can hold it any more\n"
         "    pthread_mutex_destroy(&job->m);\n"},
    [LC_FINDING_FREE_HELD] =
        {"The memory around a held lock was freed. Its unlock will write into memory that belongs "
         "to somebody else by then. In C++ this is a std::mutex destroyed while locked.",
         "    lock(&node->m); remove(node); free(node); unlock(&node->m);\n",
         "    lock(&node->m); remove(node); unlock(&node->m); free(node);\n"},
    [LC_FINDING_EXIT_HOLDING] =
        {"A thread returned, called pthread_exit or was cancelled while it held a lock. A mutex "
         "does not notice (unless it is robust): the next one to ask for it waits for ever. Of a "
         "detached thread it informs, until somebody asks: some end like that on purpose, as the "
         "process exits.",
         "    lock(&m); if (error) { return NULL; } unlock(&m);\n",
         "    lock(&m); if (error) { unlock(&m); return NULL; } unlock(&m);\n"},
    [LC_FINDING_FORK_HOLDING] =
        {"fork copies the locks as they are, but only the calling thread. A lock that another "
         "thread held at that moment stays locked in the child, with nobody to unlock it.",
         "    thread 1: lock(&log); ...\n"
         "    thread 2: if (fork() == 0) { lock(&log); ... }\n",
         "    pthread_atfork(lock_log, unlock_log, unlock_log);   or: posix_spawn\n"},
    [LC_FINDING_COND_NOT_HELD] =
        {"pthread_cond_wait unlocks the mutex and locks it again. When the thread does not hold "
         "it, this is undefined, and a signal sent between the test and the wait is lost.",
         "    while (!ready) pthread_cond_wait(&c, &m);\n",
         "    lock(&m); while (!ready) pthread_cond_wait(&c, &m); unlock(&m);\n"},
    [LC_FINDING_COND_TWO_MUTEXES] =
        {"All threads that wait on a condition variable at the same time must use the same mutex. "
         "With two, a waiter can miss its signal, because nothing keeps the signaller out between "
         "its test and its wait.",
         "    thread 1: pthread_cond_wait(&c, &m1);\n"
         "    thread 2: pthread_cond_wait(&c, &m2);\n",
         "    one mutex for one condition; or two condition variables\n"},
    [LC_FINDING_HOLD_WHILE_BLOCKING] =
        {"Everybody who needs the lock now waits for a sleep, a peer, a disk or another thread. "
         "No defect by itself: it informs. It is how a slow client stops a whole server.",
         "    lock(&m); send(client, reply, n, 0); unlock(&m);\n",
         "    lock(&m); copy = reply; unlock(&m); send(client, copy, n, 0);\n"},
    [LC_FINDING_NESTED_MONITOR] =
        {"Waiting on a condition releases the mutex that is passed to it, and no other; waiting "
         "for "
         "a semaphore releases nothing. Here the thread keeps a lock that another thread takes on "
         "its way to the signal. In the tier \"deadlock\" it hangs: every thread of the process is "
         "asleep. \"predicted\": such a wait was seen to run into its deadline, or was never left, "
         "and all signals that were seen came from under the kept lock. \"possible\": some did, "
         "and "
         "some came without it.",
         "    waiter:    lock(&outer); lock(&m); pthread_cond_wait(&c, &m);\n"
         "    signaller: lock(&outer); lock(&m); pthread_cond_signal(&c);\n",
         "    waiter:    unlock(&outer) before the wait, or guard the condition by outer alone\n"},
    [LC_FINDING_SIGNAL_LOCK] =
        {"A signal handler runs on top of whatever the thread was doing. When that was holding "
         "this very lock, the handler waits for code that cannot go on before the handler "
         "returns. The report shows the lock being taken in the handler, and elsewhere by a "
         "thread that had the signal open while the handler was there. The tier \"possible\" says "
         "that it is not certain that the signal can come there: it was seen before the handler "
         "ran first, or the signal comes of what the thread does itself (an error, raise), or is "
         "sent to another thread alone. A flag by which the program keeps its handler from the "
         "lock is not seen. malloc and printf take locks too, which are not seen either.",
         "    void on_hup(int n) { lock(&config); reload(); unlock(&config); }\n",
         "    void on_hup(int n) { wanted = 1; }   and a thread looks, or waits in sigwait\n"},
    [LC_FINDING_ROBUST_INCONSISTENT] =
        {"A robust mutex tells the next owner that the last one died (EOWNERDEAD). Unlocking it "
         "then without saying that the data is sound again makes it unusable for good. POSIX "
         "means this for data that cannot be repaired, so it informs.",
         "    if (pthread_mutex_lock(&m) == EOWNERDEAD) { repair(); }\n"
         "    pthread_mutex_unlock(&m);\n",
         "    if (pthread_mutex_lock(&m) == EOWNERDEAD) { repair(); pthread_mutex_consistent(&m); "
         "}\n"
         "    pthread_mutex_unlock(&m);\n"},
    [LC_FINDING_THREAD_LEAK] =
        {"A thread that is neither joined nor detached keeps its stack and its exit value after "
         "it has ended. A server that makes one per request runs out of memory. One that still "
         "runs "
         "when main returns is cut off wherever it is. Told at the end of the process, once for "
         "each place that creates such threads; threads that run when the process ends by _exit, "
         "by "
         "a signal, or by exit in another thread than main's are not told.",
         "    pthread_create(&t, NULL, work, NULL);   and t is forgotten\n",
         "    pthread_detach(t);   or: pthread_join(t, NULL)\n"},
    [LC_FINDING_LONG_WAIT] =
        {"A thread waited longer than hang_ms for a lock, and following who waits for whom ended "
         "at a thread that is not waiting for a lock: it is computing, doing I/O, or asleep. The "
         "report shows where it is. No defect by itself: it informs, and does so at once, whatever "
         "show= says.",
         "    lock(&m); rebuild_index();   minutes\n",
         "    build a copy without the lock; lock(&m); swap(index, copy); unlock(&m);\n"},
    [LC_FINDING_GLOBAL_DEADLOCK] =
        {"Each thread waits, without a deadline, for something that only another thread of the "
         "process could do: a signal to a condition, a post of a semaphore, an unlock, its end. "
         "The "
         "kernel says that all of them sleep and that none has run between two looks; there is no "
         "signal handler, no timer and no other process that could wake one. So it stays like this "
         "for ever. Usually a signal was sent before anybody waited, which a condition forgets; or "
         "it woke the wrong thread; or queues that feed each other are full. Where a thread "
         "signalled the condition, the report shows where. Under lockcheck run it "
         "is told of several processes, too, that wait at pipes whose other ends nobody else has; "
         "and "
         "of one whose threads sleep on words of their own, as std::atomic does.",
         "    thread 1: lock(&m); ready = true; signal(&c); unlock(&m);\n"
         "    thread 2: lock(&m); wait(&c, &m);                          later: asleep for ever\n",
         "    thread 2: lock(&m); while (!ready) wait(&c, &m);\n"},
    [LC_FINDING_API_ERROR] =
        {"The usual one is a deadline made by adding to tv_nsec without carrying into tv_sec. The "
         "wait then fails with EINVAL as soon as it would have to wait: nobody notices while the "
         "lock is free, and under load the loop around it spins. The report comes with the first "
         "such deadline, whether the call had to wait or not.",
         "    until.tv_nsec += 500000000;\n"
         "    while (!ready) pthread_cond_timedwait(&c, &m, &until);\n",
         "    if (until.tv_nsec >= 1000000000) { until.tv_sec++; until.tv_nsec -= 1000000000; }\n"},
    [LC_FINDING_NOT_INITIALISED] =
        {"Memory from malloc or from the stack is no mutex before pthread_mutex_init, and a "
         "destroyed or overwritten one is none any more. Whatever stands in those bytes decides "
         "what happens. Only bytes that no such object can have are told; all zero is the static "
         "initialiser and passes.",
         "    struct job *job = malloc(sizeof(*job)); pthread_mutex_lock(&job->m);\n",
         "    struct job *job = malloc(sizeof(*job)); pthread_mutex_init(&job->m, NULL);\n"},
    [LC_FINDING_INIT_AGAIN] =
        {"Initialising what is initialised is undefined behaviour: whoever uses it at that moment "
         "loses it. In static memory it is certainly the same object. On a stack or in the heap "
         "the memory may have had another use in between that nobody saw: then the tier is "
         "\"possible\". In a child process everything may be initialised anew once.",
         "    void start(void) { pthread_mutex_init(&m, NULL); }   called twice\n",
         "    pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;\n"
         "    or: pthread_mutex_destroy(&m) in stop()\n"},
    [LC_FINDING_DESTROY_AWAITED] =
        {"Destroying a condition variable or a barrier that a thread waits at is undefined; with "
         "glibc the call waits, maybe for ever, until they are gone, and a semaphore's waiters are "
         "simply lost. Threads that were signalled count as gone.",
         "    thread 1: while (!ready) pthread_cond_wait(&c, &m);\n"
         "    thread 2: pthread_cond_destroy(&c);\n",
         "    thread 2: lock(&m); ready = true; pthread_cond_broadcast(&c); unlock(&m);\n"
         "              pthread_join(thread_1, NULL); pthread_cond_destroy(&c);\n"},
    [LC_FINDING_SIGNAL_NOT_HELD] =
        {"This is allowed, and right where the state was changed with the mutex held just before. "
         "When the state too is changed without the mutex, the change and the signal can both come "
         "after a waiter has looked and before it waits: it misses them. No defect by itself: it "
         "informs.",
         "    ready = true; pthread_cond_signal(&c);\n",
         "    lock(&m); ready = true; pthread_cond_signal(&c); unlock(&m);\n"},
    [LC_FINDING_READ_AGAIN] =
        {"A rwlock of the kind PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP lets no reader in "
         "while a writer waits, not even one that reads already. That one waits for the writer, "
         "and the writer for it. This run did not hang because no writer came in between.",
         "    thread 1: rdlock(&l); rdlock(&l);\n"
         "    thread 2: wrlock(&l);\n",
         "    thread 1: rdlock(&l); look_locked();   which expects l to be read\n"},
    [LC_FINDING_OWNER_DIED] =
        {"A mutex in shared memory outlives the processes that use it. One of them was killed, "
         "crashed or ended in the middle of its critical section; the mutex still names it as its "
         "owner, and nobody else may unlock it. Who asks for it waits for ever. The data that it "
         "guards may be half changed, so that unlocking it by force would not help.",
         "    pthread_mutex_lock(&page->lock); _exit(1);   in one process\n"
         "    pthread_mutex_lock(&page->lock);             in another: for ever\n",
         "    pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST);\n"
         "    if (pthread_mutex_lock(&page->lock) == EOWNERDEAD) {\n"
         "        repair(page); pthread_mutex_consistent(&page->lock);\n"
         "    }\n"},
    [LC_FINDING_CONTENTION] =
        {"The waits of all threads for the lock, added up, are at least contention= percent (10) "
         "of "
         "the time that the process ran, and at least a tenth of a second. The report shows where "
         "they waited, and which calls had the lock when a wait ended. Waits in pthread_mutex_lock "
         "and in the lock calls of rwlocks count; timed calls, and taking a mutex back after a "
         "condition wait, do not. No defect by itself: it informs. With profile=1 every lock is "
         "counted and timed, waited for or not; show=all prints the table.",
         "    lock(&total_m); total += work(part); unlock(&total_m);   one works, the rest wait\n",
         "    long result = work(part);\n"
         "    lock(&total_m); total += result; unlock(&total_m);\n"},
    [LC_FINDING_SEM_OVERPOST] =
        {"A semaphore that starts at 1 or more and that each thread posts after it took it is used "
         "as a lock, or hands out permits. This thread took it, posted it, and posted it again, "
         "while all permits were back: from now on one more is let in. A semaphore that any thread "
         "posted that never took it, one that starts at 0, and one that processes share are not "
         "judged: they signal or count. It informs, since a program may mean to add a permit.",
         "    sem_wait(&s); if (failed) sem_post(&s);   and falls through\n"
         "    sem_post(&s);\n",
         "    sem_wait(&s); if (!failed) use(); sem_post(&s);\n"},
    [LC_FINDING_LIVELOCK] =
        {"Each of these threads holds a lock and tries for one that the next of them holds; the "
         "try fails (EBUSY, or the deadline of a timed lock), and the thread tries again. It is "
         "told when each of a ring was refused sixteen times or so in a row, with the same locks "
         "held and nothing taken and given back in between; where a thread keeps what it holds "
         "while it tries, when that went on for hang_check_ms as well. It informs, since luck may "
         "end it, and often does: then it only costs time. A try that fails because somebody is "
         "busy with the lock is none. A loop that takes a third lock between its tries is taken "
         "for one that gets on.",
         "    thread 1: lock(&a); while (trylock(&b)) { unlock(&a); lock(&a); }\n"
         "    thread 2: lock(&b); while (trylock(&a)) { unlock(&b); lock(&b); }\n",
         "    both:     lock(&a); lock(&b);\n"
         "    or:       unlock(&a); usleep(rand_r(&seed) % 1000); lock(&a);\n"},
};

_Static_assert(LC_COUNT_OF(s_lessons) == LC_FINDING_KIND_END, "one lesson for each kind");

const struct lc_kind_lesson *lc_kind_lesson(const struct lc_kind *kind)
{
    return &s_lessons[kind->kind];
}
