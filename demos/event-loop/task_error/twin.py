# event-loop/task_error/twin.py - errors that nobody asks for, in Python.
#
# Python tells when it collects a task: "exception was never retrieved".
#
# expect python3 wrong
import asyncio
import errno
import os
import sys

PARTS = {"letters": 0, "photos": errno.ENOSPC, "music": errno.EIO}  # what the disk says
written = 0


async def write_part(error):
    global written
    await asyncio.sleep(0)  # the disk
    if error:
        raise OSError(error, os.strerror(error))
    written += 1


async def backup():
    tasks = [asyncio.create_task(write_part(error)) for error in PARTS.values()]
    await asyncio.wait(tasks)  # waits for their end, and does not ask how


asyncio.run(backup())
print(written, "of", len(PARTS), "parts written, backup says: Success")
sys.exit(written != len(PARTS))
