"""The other end of the contract across processes, in Python: obeys the commands of org.javaipc.testkit.Peer."""

import mmap
import os
import signal
import struct
import sys
import threading
import time

import javaipc
from javaipc import subscription
from javaipc.subscription import Subscription
from javaipc.topicreader import TopicReader
from javaipc.topicregion import TopicRegion

MASK = (1 << 64) - 1


def mix(number):
    """As org.javaipc.testkit.Seed does."""
    z = (number + 0x9E3779B97F4A7C15) * 0xBF58476D1CE4E5B9 & MASK
    z = (z ^ z >> 27) * 0x94D049BB133111EB & MASK
    return z ^ z >> 31


class Messages:
    """A stream, each message made of the seed and its number, as org.javaipc.testkit.Messages does."""

    def __init__(self, seed, least, most):
        self.seed, self.least, self.most = int(seed) & MASK, int(least), int(most)

    def length(self, sequence):
        if self.least == self.most:
            return self.least
        mixed = mix(self.seed + 31 * sequence & MASK)
        return self.least + (mixed - (mixed >> 63 << 64)) % (self.most - self.least + 1)

    def bytes(self, sequence):
        length = self.length(sequence)
        base = self.seed ^ sequence * 0x100000001B3 & MASK
        words = [mix(base ^ at << 40) for at in range(0, length, 8)]
        return struct.pack("<%dQ" % len(words), *words)[:length]

    def check(self, sequence, message):
        if message != self.bytes(sequence):
            raise AssertionError("message %d is another one" % sequence)


class Progress:
    """How far this has come, in a file that is there when this was killed."""

    def __init__(self, path):
        fd = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        if os.fstat(fd).st_size == 0:
            os.ftruncate(fd, 8)
        self._number = memoryview(mmap.mmap(fd, 8)).cast("q")
        os.close(fd)

    def set(self, number):
        self._number[0] = number


class Numbered:
    """Messages of several publishers, each of which says whose it is and which, as org.javaipc.testkit.Numbered does."""

    def __init__(self, publishers, count):
        self.next, self.count = [0] * publishers, count
        self.taken = self.gaps = 0

    def is_complete(self):
        return all(number == self.count for number in self.next)

    def take(self, message):
        publisher, number = struct.unpack_from("<QQ", message)
        if number < self.next[publisher] or message != self._bytes(publisher, number):
            raise AssertionError(
                "message %d of publisher %d is torn, or out of order: next are %s"
                % (number, publisher, self.next))
        self.gaps += number - self.next[publisher]
        self.next[publisher] = number + 1
        self.taken += 1

    @staticmethod
    def _bytes(publisher, number):
        mixed = mix(publisher ^ number)
        words = (mixed - (mixed >> 63 << 64)) % 13
        first = mix(publisher + 31 * number & MASK)
        return struct.pack(
            "<%dQ" % (2 + words), publisher, number, *(first + i & MASK for i in range(words)))


def after(owner, name, step, passes=lambda result: result is not None):
    """Has a function of the client pass a labelled step when it returns, if what it returns says so."""
    inner = getattr(owner, name)

    def outer(*arguments):
        result = inner(*arguments)
        if passes(result):
            pass_step(step)
        return result

    setattr(owner, name, outer)


def label_steps():
    """The steps of a subscription, as org.javaipc.spi.Checkpoint names them: the client itself has none."""
    after(TopicRegion, "find", "JOIN_MAPPED")
    after(TopicRegion, "try_lock", "JOIN_LOCKED", bool)
    after(subscription, "_own_region", "JOIN_TAKEN")
    after(TopicReader, "copy", "RECEIVE_TAKEN")
    after(TopicReader, "tell", "RECEIVE_ROOM_GIVEN", lambda result: True)
    announce, leave = Subscription._announce, Subscription._leave

    def announces(self, mark):
        announce(self, mark)
        pass_step("JOIN_ANNOUNCED" if mark else "CLOSE_TOLD")

    def leaves(self):
        pass_step("CLOSE_BEGUN")
        leave(self)

    Subscription._announce, Subscription._leave = announces, leaves


armed, passes_left = None, 0


def pass_step(step):
    """Stops at the armed pass of the armed step, for good."""
    global passes_left
    if step == armed:
        passes_left -= 1
        if passes_left == 0:
            say("at " + step)
            while True:
                signal.pause()


class Peer:
    """What it has open, and what it can do; each command returns its answer."""

    def __init__(self):
        self.sender_end = self.receiver_end = self.claimed = self.connection = self.server = None

    def receiver(self, address):
        self.receiver_end = javaipc.receiver(address)
        return "ok"

    def subscription(self, address):
        self.receiver_end = javaipc.subscribe(address)
        return "ok"

    def sender(self, address):
        self.sender_end = javaipc.sender(address)
        return "ok"

    def send(self, seed, least, most, first, count):
        messages = Messages(seed, least, most)
        for sequence in range(int(first), int(first) + int(count)):
            self.sender_end.send(messages.bytes(sequence))
        return "sent " + count

    def receive(self, seed, least, most, first, count):
        messages = Messages(seed, least, most)
        for sequence in range(int(first), int(first) + int(count)):
            messages.check(sequence, self.receiver_end.receive())
        return "received " + count

    def fill(self, seed, least, most):
        messages = Messages(seed, least, most)
        sequence = 0
        while self.sender_end.offer(messages.bytes(sequence)):
            sequence += 1
        return "filled %d" % sequence

    def claim(self, seed, least, most):
        message = Messages(seed, least, most).bytes(0)
        self.claimed = self.sender_end.claim(len(message))
        self.claimed.view[:] = message
        return "claimed"

    def flood(self, seed, least, most, path):
        messages, progress = Messages(seed, least, most), Progress(path)
        say("flooding")
        sequence = 0
        try:
            while True:
                self.sender_end.send(messages.bytes(sequence))
                sequence += 1
                progress.set(sequence)
        except javaipc.PeerDiedError:
            return "died %d" % sequence
        except javaipc.PeerClosedError:
            return "gone %d" % sequence

    def drain(self, seed, least, most, path):
        messages, progress = Messages(seed, least, most), Progress(path)
        say("draining")
        sequence = 0
        try:
            for message in self.receiver_end:
                messages.check(sequence, message)
                sequence += 1
                progress.set(sequence)
            return "end %d" % sequence
        except javaipc.PeerDiedError:
            return "died %d" % sequence

    def drain_until_death(self, seed, least, most, path):
        """What a publisher that died had published is there before its death is told."""
        messages, progress = Messages(seed, least, most), Progress(path)
        say("draining")
        sequence = 0
        while True:
            died = self.receiver_end.died_senders
            message = self.receiver_end.poll() if died else self._receive_for_a_while()
            if message is None and died:
                return "died %d" % sequence
            if message is not None:
                messages.check(sequence, message)
                sequence += 1
                progress.set(sequence)

    def _receive_for_a_while(self):
        try:
            return self.receiver_end.receive(0.1)
        except TimeoutError:
            return None

    def collect(self, publishers, count):
        numbered = Numbered(int(publishers), int(count))
        say("collecting")
        while not numbered.is_complete():
            numbered.take(self.receiver_end.receive())
        if self.receiver_end.missed != numbered.gaps:
            raise AssertionError("missed=%d of gaps=%d" % (self.receiver_end.missed, numbered.gaps))
        return "collected %d missed %d" % (numbered.taken, numbered.gaps)

    def latest(self):
        latest = self.receiver_end.latest()
        return "nothing" if latest is None else "latest " + bytes(latest).decode()

    def watch_latest(self, last):
        say("watching")
        seen, number = 0, -1
        while number < int(last):
            latest = self.receiver_end.latest()
            if latest is not None:
                first, second = map(int, bytes(latest).split(b"/"))
                if first != second or first < number:
                    raise AssertionError(
                        "the latest value after %d is %s" % (number, bytes(latest).decode()))
                seen += first > number
                number = first
        return "watched %d" % seen

    def lag(self):
        return "lag %d" % self.receiver_end.lag

    def missed(self):
        return "missed %d" % self.receiver_end.missed

    def arm(self, step, count):
        global armed, passes_left
        if armed is None:
            label_steps()
        armed, passes_left = step, int(count)
        return "ok"

    def churn_sender(self, address, path):
        progress = Progress(path)
        say("churning")
        sequence = 0
        while True:
            with javaipc.sender(address) as one:
                one.send(b"%d" % sequence)
                sequence += 1
                progress.set(sequence)

    def churn_receiver(self, address):
        say("churning")
        while True:
            with javaipc.receiver(address) as one:
                try:
                    for _ in range(64):
                        one.receive(0.002)
                except (javaipc.PeerDiedError, TimeoutError):
                    pass  # the next one goes on

    def serve(self, address):
        self.server = javaipc.listen(address)
        in_background(serve_all, self.server)
        return "ok"

    def connect(self, address):
        self.connection = javaipc.connect(address)
        return "ok"

    def converse(self, word):
        return "heard " + exchange(self.connection, word)

    def talk(self):
        say("talking")
        sequence = 0
        while True:
            expect(self.connection, str(sequence))
            sequence += 1

    def send_unread(self):
        for _ in range(3):
            self.connection.send(b"unread")
        return "ok"

    def churn_client(self, address, path):
        progress = Progress(path)
        say("churning")
        done = 0
        while True:
            with javaipc.connect(address) as one:
                for i in range(3):
                    expect(one, "%d.%d" % (done, i))
            done += 1
            progress.set(done)

    def churn_server(self, address):
        say("churning")
        while True:
            with javaipc.listen(address) as one:
                for _ in range(3):
                    try:
                        in_background(echo, one.accept(0.1))
                    except TimeoutError:
                        pass

    def tend(self, millis):
        """Receives and sends for so long, whatever comes; no call may take longer than it says by much."""
        until = time.monotonic() + int(millis) / 1000
        done = 0
        while time.monotonic() < until:
            try:
                if self.sender_end is not None:
                    self.sender_end.send(bytes(done % 500), 0.005)
                elif self.receiver_end.receive(0.005) is None:
                    break
                done += 1
            except TimeoutError:
                pass
        return "tended %d" % done

    def starve(self, millis):
        eaten = []
        try:
            while True:
                eaten.append(os.open(os.devnull, os.O_RDONLY))
        except OSError:
            pass  # that was the last one
        threading.Timer(int(millis) / 1000, lambda: [os.close(fd) for fd in eaten]).start()
        return "starved"

    def close(self):
        for end in (self.connection, self.server, self.sender_end, self.receiver_end):
            if end is not None:
                end.close()
        self.connection = self.server = self.sender_end = self.receiver_end = None
        return "ok"

    def say(self, word):
        return word

    def exit(self):
        sys.exit(0)

    def exit_in_handler(self):
        self.message = self.receiver_end.receive()  # which is borrowed still
        sys.exit(0)

    def halt(self):
        os._exit(0)


def exchange(connection, word):
    connection.send(word.encode())
    answer = connection.receive()
    return "nothing" if answer is None else bytes(answer).decode()


def expect(connection, word):
    heard = exchange(connection, word)
    if heard != word:
        raise AssertionError("'%s' came as '%s'" % (word, heard))


def in_background(body, argument):
    threading.Thread(target=body, args=(argument,), daemon=True).start()


def serve_all(server):
    for connection in server:
        in_background(echo, connection)


def echo(connection):
    with connection:
        try:
            for message in connection:
                connection.send(message)
        except (javaipc.PeerDiedError, javaipc.PeerClosedError, javaipc.ChannelClosedError):
            pass  # it has ended one way or the other


def say(answer):
    print(answer, flush=True)


def answer(peer, words):
    try:
        return getattr(peer, words[0].replace("-", "_"))(*words[1:])
    except Exception as e:
        return "error %s: %s" % (type(e).__name__.replace("Error", "Exception"), e)


signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
say("ready %d" % os.getpid())
this = Peer()
for line in sys.stdin:
    say(answer(this, line.split()))
this.close()
