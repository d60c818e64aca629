# event-loop/task_error/twin.py - an error that nobody asks for, in Python.
#
# Python tells when it collects the task: "exception was never retrieved".
#
# expect python3 wrong
import asyncio
import sys

written = 0


async def write_records():
    global written
    for number in range(3):
        await asyncio.sleep(0)  # the disk
        if number == 1:
            raise OSError("No space left on device")
        written += 1


async def backup():
    task = asyncio.create_task(write_records())
    await asyncio.wait([task])  # waits for its end, and does not ask how


asyncio.run(backup())
print(written, "of 3 records, backup says: Success")
sys.exit(written != 3)
