"""How many messages a second go to a Python process from another one, in Python or Java, by what means, as ratios.

python3 clients/python/bench/throughput.py [SIZE [SECONDS [ROUNDS [JARS]]]]

The contenders take turns, so that what else the machine does meets all of them. Prints the median of each and
how it compares with multiprocessing.Queue. JARS is a folder with the jars of javaipc, as ``ipc-cli/target/lib`` after
``./mvnw package``: then there are senders in Java, too, whose start does not count. ``pip install pyzmq`` for ZeroMQ,
which is left out otherwise, and a line says so.
"""

import multiprocessing
import os
import socket
import statistics
import struct
import subprocess
import sys
import time
from multiprocessing import shared_memory

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

import javaipc  # noqa: E402  (from the checkout)

try:
    import zmq
except ImportError:
    zmq = None

_END = b"\0"


def _channel(scheme):
    def run(message, seconds):
        address = "%s:bench-%d?capacity=4MiB&maxMessage=1MiB" % (scheme, os.getpid())
        with javaipc.receiver(address) as receiver:
            return _race(_flood_channel, (address,), message, seconds, _drain_channel, receiver)
    return run


def _flood_channel(message, seconds, address):
    with javaipc.sender(address) as sender:
        _flood(sender.send, message, seconds)


def _drain_channel(receiver):
    count = 0
    for _ in receiver:
        count += 1
    return count - 1


def _java(scheme, jars):
    flood = os.path.join(os.path.dirname(os.path.abspath(__file__)), "Flood.java")
    home = os.environ.get("JAVA_HOME")
    java = os.path.join(home, "bin", "java") if home else "java"

    def run(message, seconds):
        address = "%s:bench-%d?capacity=4MiB&maxMessage=1MiB" % (scheme, os.getpid())
        with javaipc.receiver(address) as receiver:
            sender = subprocess.Popen([
                java, "--enable-native-access=ALL-UNNAMED", "-cp", os.path.join(jars, "*"), flood,
                "%s:bench-%d?connect=60s" % (scheme, os.getpid()), str(len(message)), str(seconds)])
            receiver.receive(60)
            begin = time.monotonic()
            rate = _drain_channel(receiver) / (time.monotonic() - begin)
            if sender.wait() != 0:
                raise RuntimeError("Flood.java failed")
            return rate
    return run


def _queue(message, seconds):
    queue = multiprocessing.Queue(1000)

    def drain(_):
        count = 0
        while queue.get() != _END:
            count += 1
        return count

    return _race(_flood_queue, (queue,), message, seconds, drain, None)


def _flood_queue(message, seconds, queue):
    _flood(queue.put, message, seconds)


def _semaphore(message, seconds):
    """One slot of shared memory that two semaphores guard: what the standard library makes easy."""
    memory = shared_memory.SharedMemory(create=True, size=len(message) + 8)
    free, full = multiprocessing.Semaphore(1), multiprocessing.Semaphore(0)

    def drain(_):
        count = 0
        while True:
            full.acquire()
            size = struct.unpack_from("q", memory.buf)[0]
            taken = bytes(memory.buf[8:8 + size])
            free.release()
            if taken == _END:
                return count
            count += 1

    try:
        return _race(_flood_memory, (memory.name, free, full), message, seconds, drain, None)
    finally:
        memory.close()
        memory.unlink()


def _flood_memory(message, seconds, name, free, full):
    memory = shared_memory.SharedMemory(name)

    def send(data):
        free.acquire()
        memory.buf[8:8 + len(data)] = data
        struct.pack_into("q", memory.buf, 0, len(data))
        full.release()

    _flood(send, message, seconds)
    memory.close()


def _socket(message, seconds):
    ours, theirs = socket.socketpair()

    def drain(_):
        count = 0
        with ours.makefile("rb", buffering=1 << 16) as stream:
            while True:
                size = struct.unpack("<i", stream.read(4))[0]
                if stream.read(size) == _END:
                    return count
                count += 1

    try:
        return _race(_flood_socket, (theirs,), message, seconds, drain, None)
    finally:
        ours.close()
        theirs.close()


def _flood_socket(message, seconds, theirs):
    _flood(lambda data: theirs.sendall(struct.pack("<i", len(data)) + data), message, seconds)


def _zeromq(message, seconds):
    path = "ipc:///tmp/javaipc-bench-%d" % os.getpid()
    context = zmq.Context()
    puller = context.socket(zmq.PULL)
    puller.bind(path)

    def drain(_):
        count = 0
        while puller.recv() != _END:
            count += 1
        return count

    try:
        return _race(_flood_zeromq, (path,), message, seconds, drain, None)
    finally:
        puller.close()
        context.term()


def _flood_zeromq(message, seconds, path):
    context = zmq.Context()
    pusher = context.socket(zmq.PUSH)
    pusher.connect(path)
    _flood(pusher.send, message, seconds)
    pusher.close()
    context.term()


def _flood(send, message, seconds):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        for _ in range(32):
            send(message)
    send(_END)


def _race(flood, arguments, message, seconds, drain, end):
    """Messages a second."""
    sender = multiprocessing.Process(target=flood, args=(message, seconds) + arguments)
    sender.start()
    begin = time.monotonic()
    count = drain(end)
    rate = count / (time.monotonic() - begin)
    sender.join()
    return rate


def main(size="100", seconds="1", rounds="5", jars=None):
    """Runs and prints."""
    multiprocessing.set_start_method("fork")
    contenders = {
        "multiprocessing.Queue": _queue,
        "shared_memory and semaphores": _semaphore,
        "a Unix socket": _socket,
        "javaipc shm:": _channel("shm"),
        "javaipc mmap:": _channel("mmap"),
        "javaipc unix:": _channel("unix"),
    }
    if jars:
        for scheme in ("shm", "mmap", "unix"):
            contenders["javaipc %s: from Java" % scheme] = _java(scheme, jars)
    if zmq:
        contenders["ZeroMQ ipc"] = _zeromq
    else:
        print("ZeroMQ ipc is left out: this Python has no pyzmq; pip install pyzmq")
    message = b"x" * int(size)
    rates = {name: [] for name in contenders}
    for _ in range(int(rounds)):
        for name, run in contenders.items():
            rates[name].append(run(message, float(seconds)))
    base = statistics.median(rates["multiprocessing.Queue"])
    print("%d bytes, one way, %s rounds of %ss in turn" % (len(message), rounds, seconds))
    for name, found in rates.items():
        median = statistics.median(found)
        print("%-30s %10.0f messages/s   %6.2f times multiprocessing.Queue" % (
            name, median, median / base))
    directory = "/dev/shm/javaipc-%d" % os.geteuid()
    kept = os.path.join(os.environ.get("IPC_DIR", directory), "bench-%d.mmap" % os.getpid())
    if os.path.exists(kept):
        os.unlink(kept)


if __name__ == "__main__":
    main(*sys.argv[1:])
