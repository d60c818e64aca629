# locks/exit_holding/twin.py - an exception skips the release, in Python.
#
# expect python3 wrong
import sys
import threading

lock = threading.Lock()
threading.excepthook = lambda args: print("order refused:", args.exc_value)


def take_order(amount):
    lock.acquire()  # and not: with lock
    if amount <= 0:
        raise ValueError("amount")
    lock.release()


thread = threading.Thread(target=take_order, args=(0,))
thread.start()
thread.join()
print("the lock is", "held by nobody" if lock.locked() else "free")
sys.exit(lock.locked())
