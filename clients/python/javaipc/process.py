"""Who lives: each process has two files in a runtime directory that the kernel drops at its death.

``.proc-SLOT.lock`` is held under its owner's lock, and of ``.proc-SLOT.fifo`` its write end is kept.
"""

import atexit
import os
import time

from . import kernel
from .directory import HIDDEN, OWNER, Directory, HiddenFile, random_number
from .errors import IpcError, ResourceLimitError

_PREFIX = ".proc-"
_LONGEST_DYING = 1.0

_taken = []


class Processes:
    """The processes of one directory, this one among them."""

    def __init__(self, directory):
        self._directory = directory
        _remove_dead(directory)
        hidden = HiddenFile(directory, 0o600 | self._group_bits(directory))
        os.pwrite(hidden.fd, _identity().encode("utf-8", "replace"), 0)
        self.self = random_number()
        while not hidden.publish(self._name(self.self, "lock")):
            self.self = random_number()
        self._lock = hidden.fd
        self._fifo = self._make_fifo()
        _taken.append(self)

    @staticmethod
    def of(directory):
        """The processes of a directory; the first call takes this process's slot."""
        if directory.processes is None:
            directory.processes = Processes(directory)
        return directory.processes

    @staticmethod
    def _group_bits(directory):
        return 0o060 if directory.status.st_mode & 0o022 == 0o020 else 0

    @staticmethod
    def _name(slot, suffix):
        return "%s%016x.%s" % (_PREFIX, slot, suffix)

    def _make_fifo(self):
        name = self._name(self.self, "fifo")
        mode = 0o600 | self._group_bits(self._directory)
        os.mkfifo(name, mode, dir_fd=self._directory.fd)
        # Open for both, a FIFO never waits; and then there is a reader, so that the write end opens.
        both = self._directory.open_file(name, os.O_RDWR)
        os.fchmod(both, mode)
        kept = self._directory.open_file(name, os.O_WRONLY)
        os.close(both)
        return kept

    def bell(self):
        """The name of this process's bell, and how it is opened by who rings another's."""
        return self._name(self.self, "bell")

    def ring(self, slot):
        """Makes the ends of a process look at their control regions."""
        try:
            fd = self._directory.open_file(self._name(slot, "bell"), os.O_WRONLY)
        except OSError:
            return
        if fd is not None:
            try:
                os.write(fd, b"\0")
            except OSError:
                pass  # it is full, and rings already; or it has gone
            finally:
                os.close(fd)

    def watch(self, slot):
        """A watch over a process; one that is dead already says so."""
        return Watch(self, slot)

    def try_watch(self, slot):
        """The same; None if no descriptor is left, after which it is to be tried again."""
        try:
            return self.watch(slot)
        except ResourceLimitError:
            return None

    def is_alive(self, slot):
        """Whether a process lives now."""
        with self.watch(slot) as watch:
            return watch.is_alive()

    def is_locked(self, slot):
        """Whether the process of a slot holds its lock."""
        name = self._name(slot, "lock")
        try:
            fd = self._directory.open_file(name, os.O_RDONLY)
        except OSError as e:
            raise kernel.failed(e, "open", name) from e
        if fd is None:
            return False
        try:
            return kernel.is_locked_elsewhere(fd, OWNER)
        finally:
            os.close(fd)

    def open_fifo(self, slot):
        """The FIFO of a slot, for reading; None if it is gone."""
        return self._directory.open_file(self._name(slot, "fifo"), os.O_RDONLY)

    def describe(self, slot):
        """Who a slot says that it is, for messages; never to decide whether it lives."""
        if slot == self.self:
            return "pid %d (%s), this process" % (os.getpid(), _command())
        try:
            fd = self._directory.open_file(self._name(slot, "lock"), os.O_RDONLY)
        except OSError:
            fd = None
        if fd is None:
            return "a process that has gone"
        try:
            fields = os.pread(fd, 256, 0).decode("utf-8", "replace").strip().split(" ", 3)
        finally:
            os.close(fd)
        if len(fields) < 4 or not fields[0].isdigit():
            return "a process"
        command = "".join(c if c.isprintable() else "?" for c in fields[3][:32])
        elsewhere = "" if fields[2] == _namespace() else " in another pid namespace"
        return "pid %s (%s)%s" % (fields[0], command, elsewhere)

    def remove(self, slot):
        """Removes the files of a process that has died, if this user may."""
        try:
            _remove(self._directory, "%s%016x" % (_PREFIX, slot))
        except OSError:
            pass  # the next process that takes a slot tries again

    def leave(self):
        """Removes the files of this process, which is ending."""
        for suffix in ("bell", "fifo", "lock"):
            try:
                self._directory.unlink(self._name(self.self, suffix))
            except OSError:
                pass

    def forget(self):
        """In a child: gives up what belongs to the parent, whose death it would hide."""
        os.close(self._lock)
        os.close(self._fifo)
        self._directory.processes = None


class Watch:
    """One watch over another process. It costs a descriptor, and a look costs a read."""

    def __init__(self, processes, slot):
        self._processes = processes
        self.slot = slot
        self._own = slot == processes.self
        self._fd = None
        self.description = processes.describe(slot)
        if not self._own and slot != 0:
            try:
                self._fd = processes.open_fifo(slot)
            except OSError as e:
                raise kernel.failed(e, "open", "the FIFO of " + self.description) from e
        self._dead = not self._own and self._fd is None
        if self._fd is not None and not self._has_writer():
            try:
                self._await_death()
            except BaseException:
                os.close(self._fd)
                raise
            self._dead = True
        if self._dead and slot != 0:
            processes.remove(slot)

    def _await_death(self):
        start = time.monotonic()
        while self._processes.is_locked(self.slot):
            if time.monotonic() - start > _LONGEST_DYING:
                raise IpcError(
                    "%s holds its lock but not its FIFO, so that its death would go unnoticed"
                    % self.description)
            time.sleep(0.0001)

    def _has_writer(self):
        """Nothing is ever written to it: no data means a writer, end of file means none."""
        try:
            return os.read(self._fd, 1) != b""
        except BlockingIOError:
            return True

    def is_alive(self):
        """Looks. The descriptors of a dying process do not close all at once."""
        if self._own:
            return True
        if self._dead:
            return False
        try:
            if self._has_writer() or self._processes.is_locked(self.slot):
                return True
        except ResourceLimitError:
            return True  # no descriptor is left to look with: it is looked at again
        self._dead = True
        self._processes.remove(self.slot)
        return False

    def close(self):
        """Ends the watching."""
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None
            self._dead = True

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.close()


def _command():
    with open("/proc/self/comm", encoding="utf-8", errors="replace") as file:
        return file.read().strip()


def _namespace():
    return os.readlink("/proc/self/ns/pid")


def _identity():
    with open("/proc/self/stat", encoding="utf-8", errors="replace") as file:
        rest = file.read().rpartition(")")[2].split()
    return "%d %s %s %s\n" % (os.getpid(), rest[19], _namespace(), _command())


def _remove_dead(directory):
    try:
        names = os.listdir(directory.path)
    except OSError:
        return
    for name in names:
        try:
            if name.startswith(_PREFIX) and name.endswith(".lock"):
                _remove(directory, name[: -len(".lock")])
            elif name.startswith(HIDDEN):
                _remove_unfinished(directory, name)
        except OSError:
            pass  # another user's: who owns it tries again


def _remove(directory, base):
    fd = directory.open_file(base + ".lock", os.O_RDWR)
    if fd is None:
        return
    try:
        if not kernel.is_locked_elsewhere(fd, OWNER):
            directory.unlink(base + ".bell")
            directory.unlink(base + ".fifo")
            directory.remove_leftover(base + ".lock", fd)
    finally:
        os.close(fd)


def _remove_unfinished(directory, name):
    fd = directory.open_file(name, os.O_RDWR)
    if fd is not None:
        try:
            if kernel.try_lock(fd, OWNER):
                directory.unlink(name)
        finally:
            os.close(fd)


@atexit.register
def _leave_all():
    for processes in _taken:
        processes.leave()


def after_fork_in_child():
    """The parent's slots are not the child's."""
    for processes in _taken:
        processes.forget()
    _taken.clear()
