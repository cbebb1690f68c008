"""Channels between ends of one process, and of a forked one."""

import atexit
import contextlib
import os
import shutil
import signal
import tempfile
import threading
import time
import unittest

DIRECTORIES = []
# Registered before javaipc is imported, so that it runs when that has left its directories.
atexit.register(lambda: [shutil.rmtree(name, ignore_errors=True) for name in DIRECTORIES])

import javaipc  # noqa: E402
from javaipc import layout  # noqa: E402

SCHEMES = ("shm", "mmap", "unix")


class Channels(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.mkdtemp(prefix="javaipc-py-", dir="/dev/shm")
        DIRECTORIES.append(self.directory)

    def tearDown(self):
        for name in os.listdir(self.directory):
            if not name.startswith(".proc-"):
                with contextlib.suppress(FileNotFoundError):  # a thread of an end may be removing it
                    os.unlink(os.path.join(self.directory, name))

    def address(self, scheme, options="capacity=8KiB&maxMessage=1000"):
        return "%s:x?dir=%s&%s" % (scheme, self.directory, options)

    def pair(self, scheme, options="capacity=8KiB&maxMessage=1000"):
        receiver = javaipc.receiver(self.address(scheme, options))
        self.addCleanup(receiver.close)
        sender = javaipc.sender("%s:x?dir=%s" % (scheme, self.directory))
        self.addCleanup(sender.close)
        return receiver, sender

    def each(self):
        for scheme in SCHEMES:
            with self.subTest(scheme):
                yield scheme

    def test_messages_of_all_sizes_arrive_in_order_and_then_the_end(self):
        for scheme in self.each():
            receiver, sender = self.pair(scheme)
            for size in list(range(40)) + [999, 1000, 0]:
                sender.send(bytes([size & 255]) * size, 5)
                self.assertEqual(bytes([size & 255]) * size, receiver.receive(5))
            sender.close()
            self.assertIsNone(receiver.receive(5))
            self.assertTrue(receiver.ended)
            self.doCleanups()

    def test_a_full_channel_makes_a_sender_wait_and_gives_nothing_twice(self):
        receiver, sender = self.pair("shm")
        count = 0
        while sender.offer(b"x" * 900):
            count += 1
        with self.assertRaises(TimeoutError):
            sender.send(b"y" * 900, 0.03)
        self.assertEqual([900] * count, [len(receiver.receive(5)) for _ in range(count)])
        with self.assertRaises(TimeoutError):
            receiver.receive(0.03)
        self.assertIsNone(receiver.poll())

    def test_a_message_too_long_is_refused_and_changes_nothing(self):
        for scheme in self.each():
            receiver, sender = self.pair(scheme)
            with self.assertRaisesRegex(
                    javaipc.MessageTooLongError, "length=1001 maxMessage=1000"):
                sender.send(b"x" * 1001)
            sender.send(b"ok")
            self.assertEqual(b"ok", receiver.receive(5))
            self.doCleanups()

    def test_a_claim_is_committed_shortened_or_aborted(self):
        for scheme in self.each():
            receiver, sender = self.pair(scheme)
            with sender.claim(3) as room:
                room[:] = b"abc"
            claim = sender.claim(100)
            claim.view[:2] = b"de"
            with self.assertRaisesRegex(RuntimeError, "neither committed nor aborted"):
                sender.send(b"")
            claim.commit(2)
            with self.assertRaises(KeyError):
                with sender.claim(5):
                    raise KeyError
            sender.send(b"f")
            self.assertEqual(
                [b"abc", b"de", b"f"], [bytes(receiver.receive(5)) for _ in range(3)])
            self.doCleanups()

    def test_arrays_go_in_and_out_through_the_buffer_protocol(self):
        import array
        numbers = array.array("d", [1.5, 2.5, 3.5])
        receiver, sender = self.pair("shm")
        sender.send(numbers)
        view = receiver.receive(5)
        self.assertTrue(view.readonly)
        self.assertEqual([1.5, 2.5, 3.5], view.cast("d").tolist())
        sender.send(memoryview(b"abcdef")[1:3])
        self.assertEqual(b"bc", receiver.receive(5))
        with self.assertRaises(ValueError):
            view[0]  # it was lent until the next call
        with self.assertRaisesRegex(BufferError, "not contiguous"):
            sender.send(memoryview(b"abcdef")[::2])

    def test_numpy_arrays_are_views_of_the_ring(self):
        try:
            import numpy
        except ImportError:
            self.skipTest("numpy is not installed")
        receiver, sender = self.pair("shm")
        with sender.claim(80) as room:
            numpy.frombuffer(room, dtype=numpy.float64)[:] = numpy.arange(10.0)
        array = numpy.frombuffer(receiver.receive(5), dtype=numpy.float64)
        self.assertEqual(45.0, array.sum())
        sender.send(numpy.ones((2, 3), dtype=numpy.int16))
        self.assertEqual(12, len(receiver.receive(5)))
        receiver.close()
        self.assertEqual(10, len(array))  # the memory is there as long as the array

    def test_what_was_not_read_is_there_for_the_next_receiver_of_a_file(self):
        receiver, sender = self.pair("mmap")
        for letter in b"abc":
            sender.send(bytes([letter]))
        sender.sync()
        sender.close()
        self.assertEqual(b"a", receiver.receive(5))
        receiver.close()
        with javaipc.receiver(self.address("mmap")) as following:
            self.assertEqual([b"b", b"c"], [bytes(m) for m in following])

    def test_a_receiver_that_closes_is_told_from_one_that_dies(self):
        for scheme in self.each():
            receiver, sender = self.pair(scheme)
            receiver.close()
            with self.assertRaisesRegex(javaipc.PeerClosedError, "has closed the channel"):
                for _ in range(100):
                    sender.send(b"x", 5)
            self.doCleanups()

    def test_a_killed_sender_is_told_after_what_it_had_sent(self):
        for scheme in self.each():
            with javaipc.receiver(self.address(scheme)) as receiver:
                ready, said = os.pipe()
                child = os.fork()
                if child == 0:
                    sender = javaipc.sender("%s:x?dir=%s" % (scheme, self.directory))
                    sender.send(b"last")
                    os.write(said, b"x")
                    signal.pause()
                os.read(ready, 1)
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
                self.assertEqual(b"last", receiver.receive(5))
                with self.assertRaisesRegex(javaipc.PeerDiedError, "died without closing"):
                    receiver.receive(5)
                os.close(ready)
                os.close(said)

    def test_a_forked_child_has_none_of_the_ends(self):
        receiver, sender = self.pair("shm")
        ready, said = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                sender.send(b"x")
            except javaipc.ChannelClosedError as e:
                os.write(said, b"fork" if "fork" in str(e) else b"other")
            os._exit(0)
        self.assertEqual(b"fork", os.read(ready, 10))
        os.waitpid(child, 0)
        sender.send(b"still here")
        self.assertEqual(b"still here", receiver.receive(5))

    def test_close_from_another_thread_ends_a_wait(self):
        for scheme in self.each():
            receiver = javaipc.receiver(self.address(scheme))
            threading.Timer(0.05, receiver.close).start()
            with self.assertRaises(javaipc.ChannelClosedError):
                receiver.receive(10)

    def test_a_word_says_that_a_receiver_sleeps_and_a_sender_wakes_it(self):
        receiver, sender = self.pair("shm", "wait=park")
        got = []
        thread = threading.Thread(target=lambda: got.append(bytes(receiver.receive(10))))
        thread.start()
        word = layout.RECEIVER_WORD_OFFSET >> 2
        deadline = time.monotonic() + 5
        while sender._halves[word] != layout.ASLEEP and time.monotonic() < deadline:
            time.sleep(0.001)
        self.assertEqual(layout.ASLEEP, sender._halves[word])
        sender.send(b"wake up")
        thread.join(5)
        self.assertEqual([b"wake up"], got)

    def test_conversations_and_their_ends(self):
        for scheme in self.each():
            with javaipc.listen("%s:desk?dir=%s&clients=1" % (scheme, self.directory)) as server:
                with javaipc.connect("%s:desk?dir=%s" % (scheme, self.directory)) as client:
                    other = server.accept(5)
                    with self.assertRaisesRegex(javaipc.ChannelBusyError, "already has clients=1"):
                        javaipc.connect("%s:desk?dir=%s" % (scheme, self.directory))
                    client.send(b"hello")
                    self.assertEqual(b"hello", other.receive(5))
                    other.send(b"good bye")
                    other.sender.close()
                    self.assertEqual(b"good bye", client.receive(5))
                    self.assertIsNone(client.receive(5))
                other.close()
        left = [name for name in os.listdir(self.directory) if not name.startswith(".proc-")]
        self.assertEqual([], left)


class Addresses(unittest.TestCase):
    def test_what_is_no_address_is_refused_with_the_reason(self):
        for text, reason in (
                ("orders", "colon after"), ("shm:", "the name must be"), ("shm:..", "the name must be"),
                ("tcp:x", "has the schemes"), ("shm:x?a", "is not option=value"),
                ("shm:x?senders=0", "a number from 1 to 256"), ("shm:x?wait=x", "one of adaptive"),
                ("shm:x?wait=spin&wait=spin", "given twice"), ("shm:x?colour=1", "unknown option"),
                ("shm:x?capacity=1KB", "a size such as"), ("shm:.proc-1", "reserved"),
                ("shm:x?maxMessage=1MiB&capacity=1MiB", "needs a capacity")):
            with self.subTest(text), self.assertRaisesRegex(javaipc.InvalidAddressError, reason):
                javaipc.receiver(text)

    def test_nobody_there_is_told_in_time(self):
        for scheme in SCHEMES:
            with self.subTest(scheme), self.assertRaisesRegex(
                    javaipc.ConnectTimeoutError, "within connect=30ms"):
                javaipc.sender(scheme + ":nobody-is-here?connect=30ms")


if __name__ == "__main__":
    unittest.main()
