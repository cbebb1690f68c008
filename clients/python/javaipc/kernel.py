"""What libc and the kernel do for us: futexes, fences, locks of open file descriptions, mappings.

ctypes has no atomics. What the ring needs of memory order is made of three things, all of which
docs/format.md explains:

* an aligned load or store of 4 or 8 bytes through a memoryview is one instruction of the interpreter;
* x86-64 keeps loads, and stores, in their order; elsewhere ``ordered()`` puts a full fence between;
* before a sleep, ``heavy_fence()`` is membarrier(2), which fences the wakers of other processes too.
"""

import ctypes
import errno
import fcntl
import os
import platform
import struct
import sys

from . import faults
from .errors import (
    AccessRefusedError, NoSuchObjectError, PeerClosedError, ResourceLimitError, SystemCallError,
    TransportUnavailableError)

_CALLS = {"x86_64": (202, 324), "aarch64": (98, 283)}
_FUTEX_WAIT, _FUTEX_WAKE = 0, 1
_GLOBAL, _GLOBAL_EXPEDITED, _REGISTER_GLOBAL_EXPEDITED = 1, 2, 4
_SEQ_CST = 5
PROT_READ, _PROT_READ_WRITE, _MAP_SHARED = 1, 3, 1
_FLOCK = "hhqqi4x"
_MACHINE = platform.machine()

_libc = ctypes.CDLL(None, use_errno=True)
_libc.mmap.restype = ctypes.c_void_p
_libc.mmap.argtypes = (
    ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long)
_libc.munmap.argtypes = (ctypes.c_void_p, ctypes.c_size_t)
_libc.msync.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
_syscall = _libc.syscall
_syscall.restype = ctypes.c_long
_munmap = _libc.munmap


class _Timespec(ctypes.Structure):
    _fields_ = [("seconds", ctypes.c_long), ("nanoseconds", ctypes.c_long)]


def _thread_fence():
    """C11's atomic_thread_fence, which libatomic has as a function; None where there is none."""
    try:
        fence = ctypes.CDLL("libatomic.so.1").atomic_thread_fence
    except (OSError, AttributeError):
        return None
    fence.argtypes = (ctypes.c_int,)
    fence.restype = None
    return lambda: fence(_SEQ_CST)


def _membarrier(command):
    number = _CALLS[_MACHINE][1]
    return _syscall(
        ctypes.c_long(number), ctypes.c_int(command), ctypes.c_uint(0), ctypes.c_int(0))


class _Fences:
    """Chosen once, when the first region is mapped: ends rely on it as long as they live."""

    def __init__(self):
        if _MACHINE not in _CALLS or sys.byteorder != "little" or ctypes.sizeof(
                ctypes.c_void_p) != 8:
            raise TransportUnavailableError(
                "this is %s; shm: and mmap: need 64-bit Python on x86-64 or aarch64" % _MACHINE)
        self.asymmetric = _membarrier(_REGISTER_GLOBAL_EXPEDITED) == 0
        self.full = _thread_fence() or (self._by_membarrier if self.asymmetric else None)
        if self.full is None:
            raise TransportUnavailableError(
                "no memory fence can be had: libatomic.so.1 is not installed and the kernel refuses"
                " membarrier; install libatomic (Debian: libatomic1), or allow membarrier in the"
                " seccomp filter")
        # What x86-64 keeps in order anyway; elsewhere a fence, or the ring would be wrong.
        self.weak = _MACHINE != "x86_64" or bool(os.environ.get("JAVAIPC_FENCE_ALL"))

    @staticmethod
    def _by_membarrier():
        if _membarrier(_GLOBAL_EXPEDITED) != 0:
            _membarrier(_GLOBAL)

    def heavy(self):
        """A full fence of this thread, and of all threads of all registered processes if possible."""
        if self.asymmetric:
            self._by_membarrier()
        else:
            self.full()


_fences = None


def fences():
    """The fences of this process, which is registered with membarrier from now on."""
    global _fences
    if _fences is None:
        _fences = _Fences()
    return _fences


def after_fork_in_child():
    """Registration goes with the process: a child registers again."""
    global _fences
    _fences = None


def futex_wait(address, expected, seconds):
    """Sleeps while the word is the expected one; returns for any reason."""
    whole = int(seconds)
    time = _Timespec(whole, int((seconds - whole) * 1_000_000_000))
    _syscall(
        ctypes.c_long(_CALLS[_MACHINE][0]), ctypes.c_void_p(address), ctypes.c_int(_FUTEX_WAIT),
        ctypes.c_uint(expected), ctypes.byref(time), None, ctypes.c_int(0))


def futex_wake(address):
    """Wakes all who sleep on the word."""
    _syscall(
        ctypes.c_long(_CALLS[_MACHINE][0]), ctypes.c_void_p(address), ctypes.c_int(_FUTEX_WAKE),
        ctypes.c_int(0x7FFFFFFF), None, None, ctypes.c_int(0))


def map_shared(fd, size, protection=_PROT_READ_WRITE):
    """Memory of a file as an object with the buffer protocol, unmapped with the last view of it; and what is known of it."""
    address = _libc.mmap(None, size, protection, _MAP_SHARED, fd, 0)
    if address is None or address == ctypes.c_void_p(-1).value:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))

    class Mapping(ctypes.c_char * size):
        def __del__(self, forget=faults.forget, unmap=_munmap):
            forget(address)
            unmap(address, size)

    return Mapping.from_address(address), faults.watch(address, size)


def sync(address, length):
    """Writes pages to the medium."""
    if _libc.msync(address, length, 4) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def try_lock(fd, byte):
    """Takes a lock on one byte; False if another description holds it."""
    return _try(fd, byte, fcntl.F_WRLCK)


def try_share(fd, byte):
    """Takes a lock on one byte together with others; False if one holds it alone."""
    return _try(fd, byte, fcntl.F_RDLCK)


def _try(fd, byte, kind):
    try:
        fcntl.fcntl(fd, fcntl.F_OFD_SETLK, struct.pack(_FLOCK, kind, 0, byte, 1, 0))
        return True
    except OSError as e:
        if e.errno in (errno.EAGAIN, errno.EACCES):
            return False
        raise


def unlock(fd, byte):
    """Releases it."""
    fcntl.fcntl(fd, fcntl.F_OFD_SETLK, struct.pack(_FLOCK, fcntl.F_UNLCK, 0, byte, 1, 0))


def is_locked_elsewhere(fd, byte):
    """Whether another description holds the lock for writing."""
    found = fcntl.fcntl(
        fd, fcntl.F_OFD_GETLK, struct.pack(_FLOCK, fcntl.F_WRLCK, 0, byte, 1, 0))
    return struct.unpack(_FLOCK, found)[0] == fcntl.F_WRLCK


_CURES = {
    errno.EMFILE: "this process has reached its limit of open files; raise `ulimit -n`",
    errno.ENFILE: "the system has reached its limit of open files; raise fs.file-max",
    errno.ENOMEM: "no memory or too many mappings; use a smaller capacity or raise"
                  " vm.max_map_count",
    errno.ENOSPC: "the file system is full; use a smaller capacity, remove files or enlarge it"
                  " (for /dev/shm: mount -o remount,size=..., docker run --shm-size=...)",
    errno.EDQUOT: "this user's disk quota is used up",
    errno.ENOLCK: "the system has reached its limit of file locks",
    errno.EFBIG: "larger than a file may be; see `ulimit -f`",
    errno.EACCES: "permission denied; check owner and mode",
    errno.EPERM: "permission denied; check owner and mode",
    errno.EROFS: "the file system is read-only; name another directory with dir=",
    errno.ELOOP: "it is a symbolic link, which is never followed here",
    errno.ENOENT: "it does not exist",
}
_LIMITS = (errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOSPC, errno.EDQUOT, errno.ENOLCK,
           errno.EFBIG)
_REFUSALS = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ELOOP)


def failed(error, call, path):
    """The exception for a call that failed."""
    number = error.errno
    message = "%s: %s failed with %s" % (path, call, errno.errorcode.get(number, str(number)))
    if number in _CURES:
        message += ": " + _CURES[number]
    if number in _LIMITS:
        return ResourceLimitError(message)
    if number in _REFUSALS:
        return AccessRefusedError(message)
    if number == errno.ENOENT:
        return NoSuchObjectError(message)
    if number == errno.EPIPE:
        return PeerClosedError(message)
    return SystemCallError(message)
