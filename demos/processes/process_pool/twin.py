# processes/process_pool/twin.py - join before get, in Python.
#
# The worker ends when all it put is in the pipe; the pipe is full until
# somebody gets. The manual of multiprocessing warns of it.
#
# expect python3 hangs
import multiprocessing
import signal


def work(results):
    signal.alarm(4)
    results.put("x" * 1_000_000)


if __name__ == "__main__":
    signal.alarm(2)
    results = multiprocessing.Queue()
    worker = multiprocessing.Process(target=work, args=(results,))
    worker.start()
    worker.join()  # should come after the get
    print(len(results.get()), "bytes of results")
