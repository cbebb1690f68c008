"""A peer of the tests, in Python: reads lines, COMMAND ADDRESS COUNT LIMIT; see PeerProgram."""

import os
import sys
import time

import javaipc
import javaipc.control
import javaipc.greeting
import javaipc.layout

if "VERSION" in os.environ:  # of a release that is still to come
    javaipc.control.VERSION = javaipc.layout.VERSION = int(os.environ["VERSION"])
    javaipc.greeting.HELLO_VERSION = int(os.environ["VERSION"])

WAVE = bytes(range(256)) * 520


def message(index, limit):
    size = 0 if index == 0 else limit if index == 1 else index * 7919 % (limit + 1)
    return WAVE[index & 255:(index & 255) + size]


def say(*words):
    print(*words, flush=True)


def send(address, count, limit):
    with javaipc.sender(address) as sender:
        send_all(sender, count, limit)
    say("sent", count)


def send_all(sender, count, limit):
    for index in range(count):
        if index % 512 == 511:
            time.sleep(0.001)  # the receiver comes to sleep
        if index % 3 == 0:
            data = message(index, limit)
            with sender.claim(len(data)) as room:
                room[:] = data
        else:
            sender.send(message(index, limit))


def hold(address, count, limit):
    with javaipc.sender(address) as sender:
        send_all(sender, count, limit)
        say("sent", count)
        sys.stdin.readline()


def receive(address, count, limit):
    with javaipc.receiver(address) as receiver:
        say("open")
        received = 0
        try:
            for data in receiver:
                check(data, received, limit)
                received += 1
                if received % 1024 == 0:
                    time.sleep(0.001)  # the sender comes to sleep
        finally:
            say("received", received)


def subscribe(address, count, limit):
    with javaipc.subscribe(address) as subscription:
        say("open")
        received = 0
        try:
            for data in subscription:
                check(data, received, limit)
                received += 1
                if received % 1024 == 0:
                    time.sleep(0.001)  # the publisher comes to sleep
        finally:
            say("received", received, "missed", subscription.missed)


def check(data, index, limit):
    if data != message(index, limit):
        raise AssertionError("message %d is another one" % index)


def serve(address, count, limit):
    with javaipc.listen(address) as server:
        say("open")
        with server.accept(30) as connection:
            served = 0
            for data in connection:
                connection.send(data)
                served += 1
            say("served", served)
            sys.stdin.readline()  # the client is to receive all before this end closes


def talk(address, count, limit):
    with javaipc.connect(address) as connection:
        say("open")
        for index in range(count):
            connection.send(message(index, limit))
            data = connection.receive(30)
            if data is None:
                break
            check(data, index, limit)
            data.release()
    say("talked", count)


def all_ends(directory, count, limit):
    """Six ends and three connections, to be killed with this process, or to see their peers die."""
    schemes = ("shm", "mmap", "unix")
    ends = []
    for scheme in schemes:
        sender = javaipc.sender("%s:up?dir=%s" % (scheme, directory))
        send_all(sender, count, limit)
        ends.append(("sender of " + scheme, sender))
    for scheme in schemes:
        address = "%s:down?capacity=8KiB&maxMessage=1500&dir=%s" % (scheme, directory)
        ends.append(("receiver of " + scheme, javaipc.receiver(address)))
    say("open")
    for scheme in schemes:
        connection = javaipc.connect("%s:desk?dir=%s" % (scheme, directory))
        ends.append(("connection of " + scheme, connection.receiver))
    say("connected")
    if sys.stdin.readline().strip() == "watch":
        for name, end in ends:
            say(name, told(end))


def told(end):
    try:
        while True:
            if hasattr(end, "send"):
                end.send(b"", 10)
                time.sleep(0.001)
            elif end.receive(10) is None:
                return "ended"
    except (javaipc.IpcError, TimeoutError) as e:
        return type(e).__name__.replace("Error", "")


COMMANDS = {"send": send, "hold": hold, "receive": receive, "subscribe": subscribe,
            "serve": serve, "talk": talk, "all": all_ends}

say("ready")
for line in sys.stdin:
    words = line.split()
    try:
        COMMANDS[words[0]](words[1], int(words[2]), int(words[3]))
    except (javaipc.IpcError, TimeoutError) as e:
        say("error", type(e).__name__.replace("Error", "") + ":", e)
    say("done")
