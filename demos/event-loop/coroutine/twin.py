# event-loop/coroutine/twin.py - read, yield, write, in Python.
#
# expect python3 wrong
import asyncio
import sys

balance = 0


async def deposit():
    global balance
    seen = balance
    await asyncio.sleep(0)  # the bank
    balance = seen + 10


async def main():
    await asyncio.gather(deposit(), deposit())


asyncio.run(main())
print("two deposits of 10 make", balance)
sys.exit(balance != 20)
