# event-loop/not_started/twin.py - created, and never started, in Python.
#
# Python tells when it collects the coroutine: "was never awaited".
#
# expect python3 wrong
import asyncio
import sys

saved = False


async def save():
    global saved
    await asyncio.sleep(0)  # the disk
    saved = True


async def main():
    save()  # should be await save()


asyncio.run(main())
print("saved:", saved)
sys.exit(not saved)
