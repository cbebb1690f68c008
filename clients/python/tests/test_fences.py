"""What takes the place of a fence that the machine does not have."""

import ctypes
import tempfile
import unittest
from unittest import mock

from .test_channels import DIRECTORIES

import javaipc  # it comes after the directories, which are removed when its ends are closed
from javaipc import kernel


class Fences(unittest.TestCase):
    """What a machine has of them differs; what is missing here is hidden, not assumed."""

    def setUp(self):
        self.addCleanup(kernel.after_fork_in_child)  # the next region chooses again
        self._load, self._membarrier = ctypes.CDLL, kernel._membarrier

    def without(self, library=False, membarrier=False):
        """The fences of a process that has none of these."""
        def load(name, *arguments, **options):
            if library and name == "libatomic.so.1":
                raise OSError("no such library")
            return self._load(name, *arguments, **options)

        def call(command):
            return -1 if membarrier else self._membarrier(command)

        for owner, name, fake in ((ctypes, "CDLL", load), (kernel, "_membarrier", call)):
            patch = mock.patch.object(owner, name, fake)
            patch.start()
            self.addCleanup(patch.stop)
        kernel.after_fork_in_child()
        return kernel.fences()

    @staticmethod
    def directory():
        made = tempfile.mkdtemp(prefix="javaipc-py-", dir="/dev/shm")
        DIRECTORIES.append(made)
        return made

    def carry(self):
        """A ring, with a fence wherever a weakly ordered processor needs one."""
        directory = self.directory()
        with mock.patch.object(kernel.fences(), "weak", True), javaipc.receiver(
                "shm:x?capacity=4KiB&dir=" + directory) as receiver, javaipc.sender(
                "shm:x?dir=" + directory) as sender:
            for index in range(500):
                sender.send(b"%d" % index, 5)
                self.assertEqual(b"%d" % index, receiver.receive(5))

    def test_without_libatomic_membarrier_is_the_full_fence(self):
        fences = self.without(library=True)
        self.assertTrue(fences.asymmetric)
        self.assertEqual(fences._by_membarrier, fences.full)
        self.carry()

    def test_without_membarrier_the_full_fence_is_the_heavy_one(self):
        fences = self.without(membarrier=True)
        self.assertFalse(fences.asymmetric)
        with mock.patch.object(fences, "full") as full:
            fences.heavy()
        full.assert_called_once_with()
        self.carry()

    def test_without_any_fence_opening_fails_and_names_the_cure(self):
        with self.assertRaisesRegex(
                javaipc.TransportUnavailableError, "libatomic1.*membarrier in the seccomp filter"):
            self.without(library=True, membarrier=True)
        with self.assertRaises(javaipc.TransportUnavailableError):
            javaipc.receiver("shm:x?dir=" + self.directory())

    def test_another_machine_is_refused_by_its_name(self):
        with mock.patch.object(kernel, "_MACHINE", "riscv64"), self.assertRaisesRegex(
                javaipc.TransportUnavailableError, "this is riscv64; shm: and mmap: need 64-bit"):
            self.without()


if __name__ == "__main__":
    unittest.main()
