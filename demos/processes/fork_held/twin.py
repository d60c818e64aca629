# processes/fork_held/twin.py - the child inherits a locked lock, in Python.
#
# As in deadlock.c: os.fork copies the locked lock and not the thread that
# would release it.
#
# expect python3 hangs
import os
import signal
import threading

log_lock = threading.Lock()
held = threading.Event()
may_release = threading.Event()


def log_slowly():
    with log_lock:
        held.set()
        may_release.wait()


threading.Thread(target=log_slowly).start()
held.wait()
child = os.fork()
if child == 0:
    signal.alarm(2)
    with log_lock:
        print("hello from the child")
    os._exit(0)
may_release.set()
_, status = os.waitpid(child, 0)
if os.WIFSIGNALED(status):
    os.kill(os.getpid(), os.WTERMSIG(status))  # it hung: end as it did
