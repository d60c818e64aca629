# event-loop/post_after_close/twin.py - a call to a loop that is closed, in Python.
#
# Python's loop looks before it takes the call: RuntimeError, Event loop is closed.
#
# expect python3 wrong
import asyncio
import sys
import threading

loop = asyncio.new_event_loop()
answers = []
may_answer = threading.Event()


def work():
    may_answer.wait()
    try:
        loop.call_soon_threadsafe(answers.append, "an answer")
    except RuntimeError as error:
        print("the worker's answer:", error)


worker = threading.Thread(target=work)
worker.start()
loop.close()  # should come after the join, and after a last run
may_answer.set()
worker.join()
sys.exit(len(answers) != 1)
