# producer-consumer/twin.py - `if` for `while` around a wait, in Python.
#
# expect python3 wrong
import sys
import threading

condition = threading.Condition()
waits_or_took = threading.Semaphore(0)
items = []
took_nothing = 0


def consume():
    global took_nothing
    with condition:
        if not items:
            waits_or_took.release()
            condition.wait()
        if items:
            items.pop()
        else:
            took_nothing += 1
        waits_or_took.release()


def put():
    for _ in range(2):
        waits_or_took.acquire()
    with condition:
        items.append("item")
        condition.notify_all()


consumers = [threading.Thread(target=consume) for _ in range(2)]
for consumer in consumers:
    consumer.start()
put()
put()
for consumer in consumers:
    consumer.join()
print(took_nothing, "of 2 took from an empty queue")
sys.exit(took_nothing != 0)
