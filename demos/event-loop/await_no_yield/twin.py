# event-loop/await_no_yield/twin.py - a chain of awaits that never waits, in
# Python.
#
# expect python3 wrong
import asyncio
import sys

handled = 0
longest_silence = 0


async def record(number):
    return number % 7  # no await below: no chance for others


async def handle_all():
    global handled
    for number in range(1000):
        await record(number)
        handled += 1


async def beat(worker):
    global longest_silence
    while not worker.done():
        before = handled
        await asyncio.sleep(0)
        longest_silence = max(longest_silence, handled - before)


async def main():
    worker = asyncio.create_task(handle_all())
    await beat(worker)


asyncio.run(main())
print("longest silence of the heart:", longest_silence, "records")
sys.exit(longest_silence > 10)
