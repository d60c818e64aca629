# event-loop/two_loops/twin.py - a loop inside of a loop, in Python.
#
# Python refuses where the C program hangs.
#
# expect python3 wrong
import asyncio
import sys


async def serve():
    return "y"


async def ask():
    coroutine = serve()
    try:
        return asyncio.run(coroutine)  # should be await coroutine
    except RuntimeError as error:
        coroutine.close()
        return str(error)


answer = asyncio.run(ask())
print("answer:", answer)
sys.exit(answer != "y")
