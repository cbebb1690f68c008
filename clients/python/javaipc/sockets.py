"""Names of Unix domain sockets: files with a companion lock, or abstract."""

import errno
import os
import socket
import stat
import struct
import time

from . import kernel
from .directory import OWNER, Directory
from .errors import (
    AccessRefusedError, ChannelBusyError, CorruptChannelError, InvalidAddressError,
    NoSuchObjectError, SystemCallError)

_DYING = 1.0
_BACKLOG = 4096
_MOST_BYTES = 108
_LEAST_CAPACITY = 4608


def most_capacity():
    """What the kernel gives a socket at most."""
    try:
        with open("/proc/sys/net/core/wmem_max", encoding="ascii") as file:
            return int(file.read())
    except OSError:
        return 212992


def capacity(stated):
    """What the kernel makes of a stated capacity."""
    return max(_LEAST_CAPACITY, min(stated, most_capacity()))


def check_capacity(address, options):
    """Refuses a capacity that no socket can have."""
    if (options.capacity or 0) > most_capacity():
        raise InvalidAddressError(
            "address '%s': capacity=%d is more than a socket may have, which is net.core.wmem_max"
            "=%d bytes; raise that, or use shm:" % (address, options.capacity, most_capacity()))


def name_of(address, options):
    """The socket of an address, as bind and connect take it."""
    if address.form == "abstract":
        name = "\0" + address.name[1:]
    elif address.form == "path":
        name = address.name
    else:
        name = Directory.open(options).path_of("%s.%s" % (address.name, address.scheme))
    size = len(os.fsencode(name))
    if size > _MOST_BYTES:
        raise InvalidAddressError(
            "address '%s': the name of the socket has bytes=%d, and the kernel takes %d; use a"
            " shorter path, or dir=" % (address, size, _MOST_BYTES))
    return os.fsencode(name)


def peer_of(connection):
    """Process, user and group at the other end, as the kernel says."""
    return struct.unpack("3i", connection.getsockopt(
        socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i")))


def trusts(options, uid, gid):
    """Whether the options trust that user."""
    return uid == os.geteuid() or uid in options.trusted_uids or gid in options.trusted_gids


def connect(name, options):
    """A connected socket; None if there is no server, or it has no room now."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.setblocking(False)
        connection.connect(name)
    except OSError as e:
        connection.close()
        if e.errno in (errno.ENOENT, errno.ECONNREFUSED, errno.EAGAIN):
            return None
        if e.errno == errno.EPROTOTYPE:
            raise SystemCallError(
                "%s: it is a socket of another kind" % os.fsdecode(name)) from e
        raise kernel.failed(e, "connect", os.fsdecode(name)) from e
    _, uid, gid = peer_of(connection)
    if not trusts(options, uid, gid):
        connection.close()
        raise AccessRefusedError(
            "%s: the process that listens runs as uid=%d, which is not trusted; allow it with"
            " trust=uid:%d" % (os.fsdecode(name), uid, uid))
    return connection


class Listener:
    """A listening socket, whose name goes with it."""

    def __init__(self, name, options):
        self.path = os.fsdecode(name)
        self.options = options
        self._lock = None
        deadline = time.monotonic() + _DYING
        while True:
            try:
                self._bind(name)
                break
            except ChannelBusyError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.001)  # the kernel closes what a dying owner had one after the other

    def _bind(self, name):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self.socket.setblocking(False)
            if name[:1] == b"\0":
                self._bind_to(name)
            else:
                self._bind_file(name)
            self.socket.listen(_BACKLOG)
        except BaseException:
            self.socket.close()
            self._unlock()
            raise

    def _bind_to(self, name):
        try:
            self.socket.bind(name)
        except OSError as e:
            if e.errno == errno.EADDRINUSE:
                raise ChannelBusyError(
                    "%s: another process has this name; close it first, or use another name"
                    % self.path.replace("\0", "@")) from e
            raise kernel.failed(e, "bind", self.path) from e

    def _bind_file(self, name):
        if not os.path.isdir(os.path.dirname(self.path)):
            raise NoSuchObjectError("%s: its directory does not exist; make it first" % self.path)
        mode = self.options.mode
        self._take_lock((mode & 0o700) | (0o060 if mode & 0o060 == 0o060 else 0))
        self._clear(name)
        os.fchmod(self.socket.fileno(), mode)
        self._bind_to(name)
        os.chmod(self.path, mode)
        status = os.stat(self.path)
        self._id = (status.st_dev, status.st_ino)

    def _take_lock(self, mode):
        path = self.path + ".lock"
        while True:
            try:
                fd = os.open(
                    path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC,
                    mode)
            except OSError as e:
                raise kernel.failed(e, "open", path) from e
            if not kernel.try_lock(fd, OWNER):
                os.close(fd)
                raise ChannelBusyError(
                    "%s: another process is the server; close it first, or use another name"
                    % self.path)
            try:
                found = os.stat(path)
                mine = os.fstat(fd)
                if (found.st_dev, found.st_ino) == (mine.st_dev, mine.st_ino):
                    self._lock = fd
                    return
            except FileNotFoundError:
                pass
            os.close(fd)  # its holder removed it between our opening and our locking

    def _clear(self, name):
        try:
            status = os.lstat(self.path)
        except FileNotFoundError:
            return
        if not stat.S_ISSOCK(status.st_mode):
            raise CorruptChannelError(
                "%s: it is not a socket; it was left alone: remove it yourself if it is not needed"
                % self.path)
        if is_alive(name):
            raise ChannelBusyError(
                "%s: another process has this socket open; close it first, or use another name"
                % self.path)
        os.unlink(self.path)

    def accept(self):
        """A connection of a trusted user; None if none waits. ``refuse`` is told of others."""
        try:
            connection, _ = self.socket.accept()
        except BlockingIOError:
            return None
        except OSError as e:
            raise kernel.failed(e, "accept", self.path) from e
        connection.setblocking(False)
        return connection

    def close(self):
        """Gives the name up, then the socket."""
        if self._lock is not None:
            try:
                found = os.stat(self.path)
                if (found.st_dev, found.st_ino) == self._id:
                    os.unlink(self.path)
            except FileNotFoundError:
                pass
        self._unlock()
        self.socket.close()

    def _unlock(self):
        if self._lock is not None:
            try:
                os.unlink(self.path + ".lock")
            except FileNotFoundError:
                pass
            os.close(self._lock)
            self._lock = None


def is_alive(name):
    """Whether some process has the socket open: asked with a datagram that is not noticed."""
    probe = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    try:
        probe.connect(name)
        return True
    except OSError as e:
        return e.errno not in (errno.ECONNREFUSED, errno.ENOENT)
    finally:
        probe.close()
