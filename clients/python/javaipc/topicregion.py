"""The region of a topic, which all its ends share: the last one removes it."""

import os
import stat
import time

from . import kernel, region as regions
from .directory import NAME, REMOVER, is_trusted
from .errors import AccessRefusedError
from .process import Processes
from .topiclayout import TOPIC_MAGIC, kind_error

MEMBER = 3  # the byte that each end of a topic locks together with the others
_REMOVER_PATIENCE = 1.0


class TopicRegion:
    """Mapped for reading. What a subscription writes all the same goes through the file."""

    def __init__(self, directory, name, fd):
        self._directory = directory
        self._name = name
        self.fd = fd
        self.path = directory.path_of(name)
        self.processes = Processes.of(directory)
        self.fences = kernel.fences()
        self.size = os.fstat(fd).st_size
        try:
            self.memory, self.mapped = kernel.map_shared(fd, self.size, kernel.PROT_READ)
        except OSError as e:
            raise kernel.failed(e, "mmap", self.path) from e
        self.base = self.mapped.begin
        self.bytes = memoryview(self.memory).cast("B").toreadonly()
        whole = self.bytes[: self.size & ~7]
        self.words = whole.cast("Q")
        self.halves = whole.cast("I")
        regions.register(self)

    @classmethod
    def find(cls, directory, name, options):
        """The region of a topic in use; None if there is none."""
        fd = _open(directory, name, options)
        if fd is None:
            return None
        try:
            if kernel.try_lock(fd, MEMBER):  # nobody uses it: its ends were killed
                if directory.stands(name, fd):
                    directory.unlink(name)
            elif kernel.try_share(fd, MEMBER) and directory.stands(name, fd):
                found = cls(directory, name, fd)
                fd = None
                return found
            return None
        finally:
            if fd is not None:
                os.close(fd)

    def poke(self, offset, value):
        """Writes one word."""
        os.pwrite(self.fd, value.to_bytes(8, "little"), offset)

    def try_lock(self):
        """Takes the lock of the name; False if another end has it."""
        return kernel.try_lock(self.fd, NAME)

    def unlock(self):
        """Gives it back, which a close has done already."""
        if self.fd >= 0:
            kernel.unlock(self.fd, NAME)

    def close(self):
        """Leaves, and removes the name if this was the last end."""
        if self.fd < 0:
            return
        try:
            if self._is_last() and self._directory.stands(self._name, self.fd):
                self._directory.unlink(self._name)
        finally:
            os.close(self.fd)
            self.fd = -1
            self.memory = None
            self.words.release()
            self.halves.release()
            self.bytes = None

    def _is_last(self):
        """Those that leave at the same time decide one after the other."""
        start = time.monotonic()
        while not kernel.try_lock(self.fd, REMOVER):
            if time.monotonic() - start > _REMOVER_PATIENCE:
                return False
            time.sleep(0.0001)
        try:
            if kernel.try_lock(self.fd, MEMBER):
                return True
            kernel.unlock(self.fd, MEMBER)
            return False
        finally:
            kernel.unlock(self.fd, REMOVER)


def _open(directory, name, options):
    path = directory.path_of(name)
    try:
        fd = directory.open_file(name, os.O_RDWR)
    except OSError as e:
        raise kernel.failed(e, "open", path) from e
    if fd is None:
        return None
    try:
        status = os.fstat(fd)
        if not stat.S_ISREG(status.st_mode):
            raise AccessRefusedError("%s: it is not a regular file; it was left alone" % path)
        if not is_trusted(options, status):
            raise AccessRefusedError(
                "%s: it belongs to uid=%d, who is not trusted; allow it with trust=uid:%d"
                % (path, status.st_uid, status.st_uid))
        found = os.pread(fd, 8, 0)
        if found != TOPIC_MAGIC:
            raise kind_error(path, found)
        return fd
    except BaseException:
        os.close(fd)
        raise
