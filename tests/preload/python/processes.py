"""Scenarios of multiprocessing's locks, one run each: processes.py NAME."""

import multiprocessing
import sys

context = multiprocessing.get_context("fork")


def nest(outer, inner):
    with outer:
        with inner:
            pass


def in_turn(*parts):
    """Each part in a process of its own, one after the other, all alive together."""
    turns = [context.Pipe(duplex=False) for _ in range(len(parts) + 1)]
    end_reader, end_writer = context.Pipe(duplex=False)

    def run(index):
        end_writer.close()
        turns[index][0].recv()
        parts[index]()
        turns[index + 1][1].send(True)
        try:
            end_reader.recv()
        except EOFError:
            pass

    processes = [context.Process(target=run, args=(i,)) for i in range(len(parts))]
    for process in processes:
        process.start()
    turns[0][1].send(True)
    turns[-1][0].recv()
    end_writer.close()
    for process in processes:
        process.join()


def abba(a, b):
    in_turn(lambda: nest(a, b), lambda: nest(b, a))


def abab(a, b):
    in_turn(lambda: nest(a, b), lambda: nest(a, b))


def handed_over(a, b):
    """Who takes it is not who releases it: it signals."""
    in_turn(lambda: nest(a, b), lambda: nest(b, a), a.acquire, a.release)


def tried(a, b):
    """A try that fails does not wait."""

    def fail_to_take():
        assert not a.acquire(block=False)

    def try_while_taken():
        with a:
            child = context.Process(target=fail_to_take)
            child.start()
            child.join()

    in_turn(try_while_taken, lambda: nest(a, b), lambda: nest(b, a))


def hang(a, b):
    """Both have one lock, and want the other's."""
    both_hold = context.Barrier(2)

    def take(outer, inner):
        with outer:
            both_hold.wait()
            with inner:
                pass

    processes = [context.Process(target=take, args=pair, daemon=True) for pair in ((a, b), (b, a))]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
        assert process.exitcode == 0


if __name__ == "__main__":
    globals()[sys.argv[1]](context.Lock(), context.Lock())
    print("done")
