"""Files that are cut short under their ends."""

import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
import unittest

from .test_channels import DIRECTORIES, SCHEMES

import javaipc

_ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Faults(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.mkdtemp(prefix="javaipc-py-", dir="/dev/shm")
        DIRECTORIES.append(self.directory)

    def address(self, scheme):
        return "%s:x?dir=%s" % (scheme, self.directory)

    def file(self, scheme):
        return os.path.join(self.directory, "x." + scheme + ("-control" if scheme == "unix" else ""))

    def test_both_ends_say_that_their_file_was_cut_short_and_close(self):
        for scheme in SCHEMES:
            for length in (0, 100):
                with self.subTest(scheme=scheme, length=length):
                    receiver = javaipc.receiver(self.address(scheme))
                    sender = javaipc.sender(self.address(scheme))
                    sender.send(b"whole")
                    self.assertEqual(b"whole", receiver.receive(5))
                    os.truncate(self.file(scheme), length)
                    for call in (lambda: sender.send(b"lost", 5), lambda: receiver.receive(5),
                                 lambda: sender.offer(b"lost"), receiver.poll):
                        with self.assertRaisesRegex(javaipc.CorruptChannelError, "x.* was cut short"):
                            self.repeat(call)
                    sender.close()
                    receiver.close()
                    self.remove(self.file(scheme))

    @staticmethod
    def repeat(call):
        """Calls until it raises: a file of which no used page is missing is noticed within 20 ms."""
        until = time.monotonic() + 10
        while time.monotonic() < until:
            call()

    @staticmethod
    def remove(path):
        if os.path.exists(path):
            os.unlink(path)

    def test_a_waiting_receiver_is_told(self):
        with javaipc.receiver(self.address("shm") + "&wait=park") as receiver:
            with javaipc.sender(self.address("shm")) as sender:
                sender.send(b"whole")
                self.assertEqual(b"whole", receiver.receive(5))
                os.truncate(self.file("shm"), 0)
                with self.assertRaisesRegex(javaipc.CorruptChannelError, "was cut short"):
                    receiver.receive()

    def test_a_view_that_is_kept_shows_nothing_where_the_file_was(self):
        with javaipc.receiver(self.address("shm")) as receiver:
            with javaipc.sender(self.address("shm")) as sender:
                sender.send(b"lent")
                view = receiver.receive(5)
                os.truncate(self.file("shm"), 0)
                self.assertEqual(bytes(4), bytes(view))

    def run_program(self, text, **environment):
        program = "import ctypes, mmap, os, signal, sys, tempfile, javaipc\n" + textwrap.dedent(text)
        return subprocess.run(
            [sys.executable, "-c", program, self.directory], stdout=subprocess.PIPE, timeout=60,
            env=dict(os.environ, PYTHONPATH=_ROOT, **environment)).returncode

    CUT = """
        receiver = javaipc.receiver("shm:x?dir=" + sys.argv[1])
        os.truncate(sys.argv[1] + "/x.shm", 0)
        try:
            receiver.receive(1)
        except javaipc.CorruptChannelError:
            os._exit(7)
        """

    def test_it_can_be_left_to_the_program(self):
        self.assertEqual(7, self.run_program(self.CUT))
        self.remove(self.file("shm"))
        self.assertEqual(-signal.SIGBUS, self.run_program(self.CUT, JAVAIPC_NO_SIGBUS_HANDLER="1"))

    def test_a_fault_elsewhere_and_a_signal_that_is_sent_end_the_process_as_ever(self):
        opens = """
            receiver = javaipc.receiver("shm:x?dir=" + sys.argv[1])
            """
        self.assertEqual(-signal.SIGBUS, self.run_program(opens + """
            file = tempfile.TemporaryFile()
            file.truncate(4096)
            memory = mmap.mmap(file.fileno(), 4096)
            file.truncate(0)
            print(memory[0])
            """))
        self.assertEqual(-signal.SIGBUS, self.run_program(opens + """
            os.kill(os.getpid(), signal.SIGBUS)
            """))

    def test_the_handler_that_was_there_before_gets_other_faults(self):
        self.assertEqual(9, self.run_program("""
            before = ctypes.CFUNCTYPE(None, ctypes.c_int)(lambda number: os._exit(9))
            ctypes.CDLL(None).signal(signal.SIGBUS, before)
            receiver = javaipc.receiver("shm:x?dir=" + sys.argv[1])
            os.kill(os.getpid(), signal.SIGBUS)
            signal.pause()
            """))
