"""Memory in a file of a runtime directory: it appears whole, with its owner's lock held."""

import os
import stat
import time
import weakref

from . import kernel
from .directory import NAME, OWNER, HiddenFile, is_trusted
from .errors import AccessRefusedError, ChannelBusyError, CorruptChannelError, WrongKindError
from .process import Processes
from .topiclayout import kind_error

_REMOVER_PATIENCE = 1.0
_open_regions = weakref.WeakSet()


class Store:
    """Where a region of one name is made and found."""

    def __init__(self, directory, name, magic, slot_offset, options, durable=False):
        self.directory = directory
        self.name = name
        self.magic = magic
        self.slot_offset = slot_offset
        self.options = options
        self.durable = durable

    def path(self):
        """The file, for messages."""
        return self.directory.path_of(self.name)

    def create(self, size, reserved, initialize):
        """Makes the region and gives it the name, which a dead owner may have left."""
        processes = Processes.of(self.directory)
        hidden = HiddenFile(self.directory, self.directory.lock_mode(self.options.mode))
        try:
            os.ftruncate(hidden.fd, size)
            os.posix_fallocate(hidden.fd, 0, reserved)
            region = Region(self, processes, hidden.fd, size, True)
            initialize(region)
            self._publish(hidden)
            return region
        except BaseException as e:
            hidden.discard()
            if isinstance(e, OSError):
                raise kernel.failed(e, "fallocate", self.path()) from e
            raise

    def _publish(self, hidden):
        start = time.monotonic()
        while not hidden.publish(self.name):
            if not self._clear_name():
                if time.monotonic() - start > _REMOVER_PATIENCE:
                    raise ChannelBusyError(
                        "%s: another process began to remove a dead owner's file and has"
                        " not finished; is it stopped?" % self.path())
                time.sleep(0.0001)

    def _clear_name(self):
        fd = self._open()
        if fd is None:
            return True
        try:
            if kernel.is_locked_elsewhere(fd, OWNER):
                raise self._busy(fd)
            if self.durable:
                raise ChannelBusyError(
                    "%s: another receiver opened and closed it in the meantime; try again to continue with what it left" % self.path())
            return self.directory.remove_leftover(self.name, fd)
        finally:
            os.close(fd)

    def _busy(self, fd):
        slot = int.from_bytes(os.pread(fd, 8, self.slot_offset), "little")
        owner = Processes.of(self.directory).describe(slot) if slot else "another process"
        return ChannelBusyError("%s: %s is the receiver; close it first, or use another name" % (
            self.path(), owner))

    def adopt(self):
        """The region that a former owner of a durable name left; None if there is none."""
        if not self.durable:
            return None
        while True:
            fd = self._open()
            if fd is None:
                return None
            try:
                if not kernel.try_lock(fd, OWNER):
                    raise self._busy(fd)
                if self.directory.stands(self.name, fd):
                    return Region(
                        self, Processes.of(self.directory), fd, os.fstat(fd).st_size, True)
            except BaseException:
                os.close(fd)
                raise
            os.close(fd)  # the file was replaced before it was locked

    def open(self):
        """The region of an owner that lives; None if there is none."""
        processes = Processes.of(self.directory)
        fd = self._open()
        if fd is None:
            return None
        try:
            if kernel.is_locked_elsewhere(fd, OWNER):
                return Region(self, processes, fd, os.fstat(fd).st_size, False)
            if not self.durable:
                self.directory.remove_leftover(self.name, fd)
            os.close(fd)
            return None
        except BaseException:
            os.close(fd)
            raise

    def remove_leftover(self):
        """Removes what a dead owner left; whether nothing has the name now."""
        try:
            fd = self._open()
        except (AccessRefusedError, CorruptChannelError, WrongKindError):
            return True  # somebody else's
        if fd is None:
            return True
        try:
            return self.directory.remove_leftover(self.name, fd)
        finally:
            os.close(fd)

    def _open(self):
        try:
            fd = self.directory.open_file(self.name, os.O_RDWR)
        except OSError as e:
            raise kernel.failed(e, "open", self.path()) from e
        if fd is None:
            return None
        try:
            status = os.fstat(fd)
            if not stat.S_ISREG(status.st_mode):
                raise AccessRefusedError(
                    "%s: it is not a regular file; it was left alone" % self.path())
            if not is_trusted(self.options, status):
                raise AccessRefusedError(
                    "%s: it belongs to uid=%d, who is not trusted; allow it with trust=uid:%d"
                    % (self.path(), status.st_uid, status.st_uid))
            found = os.pread(fd, 8, 0)
            if found != self.magic:
                raise kind_error(self.path(), found)
            return fd
        except BaseException:
            os.close(fd)
            raise


class Region:
    """A region that one end maps, with a file description, and so locks, of its own."""

    def __init__(self, store, processes, fd, size, owner):
        self._store = store
        self._owner = owner
        self.processes = processes
        self.fd = fd
        self.size = size
        self.path = store.path()
        if size < 8:
            raise CorruptChannelError("%s: was cut short" % self.path)
        try:
            self.memory, self.mapped = kernel.map_shared(fd, size)
        except OSError as e:
            raise kernel.failed(e, "mmap", self.path) from e
        self.base = self.mapped.begin
        self.fences = kernel.fences()
        self.bytes = memoryview(self.memory).cast("B")
        whole = self.bytes[: size & ~7]
        self.words = whole.cast("Q")
        self.halves = whole.cast("I")
        register(self)

    def is_exposed(self):
        """Whether another user may write to it."""
        status = os.fstat(self.fd)
        return status.st_uid != os.geteuid() or status.st_mode & 0o022 != 0

    def reserve(self, offset, length):
        """Reserves memory or blocks for a part of it."""
        try:
            os.posix_fallocate(self.fd, offset, length)
        except OSError as e:
            raise kernel.failed(e, "fallocate", self.path) from e

    def sync(self, offset, length):
        """Writes a part of it to the medium; the offset is that of a page."""
        try:
            kernel.sync(self.base + offset, length)
        except OSError as e:
            raise kernel.failed(e, "msync", self.path) from e

    def try_lock(self):
        """Takes the lock of the name; False if another end has it."""
        return kernel.try_lock(self.fd, NAME)

    def unlock(self):
        """Gives it back."""
        kernel.unlock(self.fd, NAME)

    def unlink(self):
        """Takes the name away, unless it is a durable one."""
        if self._owner and not self._store.durable and self._store.directory.stands(
                self._store.name, self.fd):
            self._store.directory.unlink(self._store.name)

    def close(self):
        """Gives the memory back, when no view of it is left, and the locks at once."""
        if self.fd >= 0:
            os.close(self.fd)
            self.fd = -1
            self.memory = None
            self.words.release()
            self.halves.release()
            self.bytes = None


def register(region):
    """Has a child that is forked give up the locks of a region."""
    _open_regions.add(region)


def after_fork_in_child():
    """A child must not hold the locks of its parent."""
    for region in list(_open_regions):
        if region.fd >= 0:
            os.close(region.fd)
            region.fd = -1
    _open_regions.clear()
