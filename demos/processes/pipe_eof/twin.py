# processes/pipe_eof/twin.py - waiting for an end that cannot come, in Python.
#
# expect python3 hangs
import os
import signal

signal.alarm(2)
read_end, write_end = os.pipe()
if os.fork() == 0:
    os.write(write_end, b"0123456789")
    os._exit(0)
received = 0
while data := os.read(read_end, 1):  # we have write_end open ourselves
    received += len(data)
print("received", received, "bytes")
