# event-loop/file_offset/twin.py - one file, one offset, in Python.
#
# expect python3 wrong
import sys
import tempfile
import threading

first_placed = threading.Event()
both_placed = threading.Barrier(2)


def write_record(file, place, text):
    if place > 0:
        first_placed.wait()
    file.seek(place)
    first_placed.set()
    both_placed.wait()
    file.write(text)  # should be os.pwrite(file.fileno(), text, place)


with tempfile.TemporaryFile(buffering=0) as file:
    threads = [
        threading.Thread(target=write_record, args=(file, place, text))
        for place, text in ((0, b"aaaa"), (4, b"bbbb"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    file.seek(0)
    text = file.read()
print("the file holds", text)
sys.exit(text != b"aaaabbbb")
