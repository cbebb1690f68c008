"""The runtime directory, in which everything that has a plain name lies, and files in the making."""

import ctypes
import errno
import os
import stat

from . import kernel
from .errors import AccessRefusedError, NoSuchObjectError, TransportUnavailableError

OWNER, NAME, REMOVER = 0, 1, 2  # the locks of a file, a byte each
HIDDEN = ".new-"
_UNFIT = {0x6969: "NFS", 0x517B: "SMB", 0xFF534D42: "SMB", 0xFE534D42: "SMB",
          0x00C36400: "Ceph", 0x5346414F: "AFS", 0x65735546: "FUSE", 0x01021997: "9p"}
_ELSE = ", or name another directory with dir= or IPC_DIR="

_known = {}


def random_number():
    """A number of 64 bits other than 0 that has not been drawn before."""
    return int.from_bytes(os.urandom(8), "little") or random_number()


class Directory:
    """One runtime directory; there is one object for each, as long as the process lives."""

    def __init__(self, path, fd, status):
        self.path = path
        self.fd = fd
        self.status = status
        self.processes = None

    @staticmethod
    def open(options):
        """Opens the directory of the options, and makes it if nothing has its name."""
        moved = options.directory or os.environ.get("IPC_DIR")
        path = os.path.abspath(moved or "/dev/shm/javaipc-%d" % os.geteuid())
        return Directory._open(path, options, bool(moved), True)

    @staticmethod
    def of_path(path, options):
        """Opens the directory that a path lies in, which is not made here."""
        parent = os.path.dirname(os.path.abspath(path))
        if not os.path.exists(parent):
            raise NoSuchObjectError("%s: no such directory: %s; make it first" % (path, parent))
        return Directory._open(parent, options, True, False)

    @staticmethod
    def _open(path, options, moved, make):
        flags = os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
        try:
            try:
                fd = os.open(path, flags)
            except FileNotFoundError:
                if not make:
                    raise
                _make(path)
                fd = os.open(path, flags)
        except OSError as e:
            if e.errno in (errno.ELOOP, errno.ENOTDIR):
                raise AccessRefusedError(
                    "%s: the runtime directory must be a directory, not a symbolic link; remove"
                    " it, or name another with dir= or IPC_DIR=" % path) from e
            raise kernel.failed(e, "open", path) from e
        status = os.fstat(fd)
        try:
            _check(path, fd, status, options, moved)
        except Exception:
            os.close(fd)
            raise
        known = _known.get((status.st_dev, status.st_ino))
        if known is None:
            known = _known[(status.st_dev, status.st_ino)] = Directory(path, fd, status)
        else:
            os.close(fd)
        return known

    def path_of(self, name):
        """The full path of a file, for messages."""
        return "%s/%s" % (self.path, name)

    def open_file(self, name, flags):
        """Opens a file, never through a link and never waiting; None if nothing has the name."""
        try:
            return os.open(
                name, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=self.fd)
        except FileNotFoundError:
            return None

    def unlink(self, name):
        """Removes a name, if it is there."""
        try:
            os.unlink(name, dir_fd=self.fd)
        except FileNotFoundError:
            pass

    def stands(self, name, fd):
        """Whether the name stands for that open file."""
        try:
            found = os.stat(name, dir_fd=self.fd, follow_symlinks=False)
        except FileNotFoundError:
            return False
        mine = os.fstat(fd)
        return (found.st_dev, found.st_ino) == (mine.st_dev, mine.st_ino)

    def remove_leftover(self, name, fd):
        """Removes a name if the owner of its file is dead; whether the name is free of it now."""
        if kernel.is_locked_elsewhere(fd, OWNER) or not kernel.try_lock(fd, REMOVER):
            return False
        if self.stands(name, fd):
            self.unlink(name)
        return True

    def lock_mode(self, mode):
        """What a file gets that carries locks: read and write permission for a class, or none."""
        group = 0o060 if mode & 0o060 == 0o060 else 0
        return (mode & 0o700) | group


def _make(path):
    try:
        os.mkdir(path, 0o700)
    except FileExistsError:
        pass
    except FileNotFoundError as e:
        raise TransportUnavailableError(
            "%s: the runtime directory cannot be made, because %s does not exist; make it (mount"
            " -t tmpfs tmpfs /dev/shm), or name another directory with dir= or IPC_DIR="
            % (path, os.path.dirname(path))) from e


def _check(path, fd, status, options, moved):
    trusted = status.st_uid == os.geteuid() or (moved and (
        status.st_uid == 0 or is_trusted(options, status)))
    if not trusted:
        raise AccessRefusedError(
            "%s: the runtime directory belongs to uid=%d, who is not trusted; have it removed%s"
            % (path, status.st_uid, _ELSE))
    by_group = status.st_mode & 0o020 and not (moved and status.st_gid in options.trusted_gids)
    if by_group or status.st_mode & 0o002:
        raise AccessRefusedError(
            "%s: the runtime directory has gid=%d and mode=0%o, so users who are not trusted can"
            " write to it; chmod go-w it%s"
            % (path, status.st_gid, stat.S_IMODE(status.st_mode), _ELSE))
    unfit = _UNFIT.get(_type_of(fd))
    if unfit:
        raise AccessRefusedError(
            "%s: the runtime directory is on %s, where locks and shared memory do not work"
            " reliably%s" % (path, unfit, _ELSE))


def _type_of(fd):
    room = (ctypes.c_long * 32)()
    if kernel._libc.fstatfs(fd, room) != 0:
        return 0
    return room[0] & 0xFFFFFFFF


def is_trusted(options, status):
    """Whether an object's owner is this user or one whom the options trust."""
    return (status.st_uid == os.geteuid() or status.st_uid in options.trusted_uids
            or status.st_gid in options.trusted_gids)


class HiddenFile:
    """A file without a name, whose owner's lock this process holds, until it is published."""

    def __init__(self, directory, mode):
        self._directory = directory
        self._temporary = None
        try:
            self.fd = os.open(
                ".", os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC, mode, dir_fd=directory.fd)
        except OSError as e:
            if e.errno not in (errno.EOPNOTSUPP, errno.EISDIR, errno.EINVAL):
                raise kernel.failed(e, "open(O_TMPFILE)", directory.path) from e
            self._named(mode)
            return
        os.fchmod(self.fd, mode)
        kernel.try_lock(self.fd, OWNER)

    def _named(self, mode):
        """For a file system without O_TMPFILE."""
        while True:
            name = "%s%x" % (HIDDEN, random_number())
            self.fd = os.open(name, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode,
                              dir_fd=self._directory.fd)
            os.fchmod(self.fd, mode)
            # Who cleans up may have come between: then it holds the lock, or the name is gone.
            if kernel.try_lock(self.fd, OWNER) and self._directory.stands(name, self.fd):
                self._temporary = name
                return
            os.close(self.fd)

    def publish(self, name):
        """Gives the file its name; False if that is taken."""
        try:
            if self._temporary:
                os.link(self._temporary, name, src_dir_fd=self._directory.fd,
                        dst_dir_fd=self._directory.fd, follow_symlinks=False)
            else:
                os.link("/proc/self/fd/%d" % self.fd, name, dst_dir_fd=self._directory.fd,
                        follow_symlinks=True)
        except FileExistsError:
            return False
        except OSError as e:
            raise kernel.failed(e, "link", self._directory.path_of(name)) from e
        self._remove_temporary()
        return True

    def discard(self):
        """Throws the file away."""
        self._remove_temporary()
        os.close(self.fd)

    def _remove_temporary(self):
        if self._temporary:
            self._directory.unlink(self._temporary)
            self._temporary = None
