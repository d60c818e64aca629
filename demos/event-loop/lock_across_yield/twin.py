# event-loop/lock_across_yield/twin.py - a thread's lock across an await, in
# Python.
#
# expect python3 hangs
import asyncio
import signal
import threading

lock = threading.Lock()  # should be asyncio.Lock, and async with


async def deposit():
    with lock:
        await asyncio.sleep(0)


async def main():
    await asyncio.gather(deposit(), deposit())


signal.alarm(2)
asyncio.run(main())
print("two deposits")
