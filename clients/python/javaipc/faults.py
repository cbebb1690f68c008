"""Memory that its file no longer has.

An access behind the end of a mapped file is SIGBUS, which ends the process. Where a file is cut short under an end, the
handler here puts empty memory of this process in the place of the pages that are gone, so that the access goes on, and
notes it: the call that made it raises. The fault comes out of a copy or of a load or store of a memoryview, as a
call-back would; so Python runs in the handler. Any other fault goes to the handler that was there before.
"""

import ctypes
import os
import signal

from .errors import CorruptChannelError

_SIGINFO, _ON_STACK = 4, 0x08000000
_ADDRESS_ERROR = 2
_READ_WRITE, _PRIVATE_FIXED_ANONYMOUS_NORESERVE = 3, 0x4032
_PAGE = os.sysconf("SC_PAGE_SIZE")

_libc = ctypes.CDLL(None)
_libc.mmap.restype = ctypes.c_void_p
_libc.mmap.argtypes = (
    ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long)
_libc.sigaction.argtypes = (ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)


class _Info(ctypes.Structure):
    """The beginning of siginfo_t."""

    _fields_ = [("signal", ctypes.c_int), ("error", ctypes.c_int), ("code", ctypes.c_int),
                ("address", ctypes.c_void_p)]


class _Action(ctypes.Structure):
    """struct sigaction of libc."""

    _fields_ = [("handler", ctypes.c_void_p), ("mask", ctypes.c_ulong * 16), ("flags", ctypes.c_int),
                ("restorer", ctypes.c_void_p)]


class Mapped:
    """What is mapped of one file."""

    def __init__(self, begin, size):
        self.begin = begin
        self.size = size
        self.cut = False


_mapped = {}
_handler = None
_before = _Action()
noticed = False  # whether anything was ever cut short: most processes need not look further


def watch(begin, size):
    """Notes a mapping, until it is given to forget."""
    _catch()
    mapped = _mapped[begin] = Mapped(begin, size)
    return mapped


def forget(begin):
    """It is about to be unmapped."""
    _mapped.pop(begin, None)


def look(regions):
    """Notes files that were cut short, of which no page was missed yet."""
    for region in regions:
        if region.fd >= 0 and os.fstat(region.fd).st_size < region.size:
            _note(region.mapped)


def _note(mapped):
    global noticed
    noticed = mapped.cut = True


def check(regions):
    """Raises if the file of one of them was cut short while it was mapped."""
    for region in regions:
        if region.mapped.cut:
            raise CorruptChannelError(
                "%s: was cut short while it was mapped; close this end and open it again"
                % region.path)


def _catch():
    global _handler
    if _handler is not None or os.environ.get("JAVAIPC_NO_SIGBUS_HANDLER"):
        return
    try:
        _handler = ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.POINTER(_Info), ctypes.c_void_p)(
            _on_bus_error)
    except MemoryError:  # a system that lets no program make code: SIGBUS ends it, as it does others
        return
    action = _Action(
        handler=ctypes.cast(_handler, ctypes.c_void_p).value, flags=_SIGINFO | _ON_STACK)
    _libc.sigaction(signal.SIGBUS, ctypes.byref(action), ctypes.byref(_before))


def _on_bus_error(number, info, context):
    if info[0].code != _ADDRESS_ERROR or not _replace_pages(info[0].address or 0):
        # The access is repeated with the handler that was there before; a signal that was sent is sent again.
        _libc.sigaction(number, ctypes.byref(_before), None)
        if info[0].code <= 0:
            os.kill(os.getpid(), number)


def _replace_pages(at):
    for mapped in list(_mapped.values()):
        if mapped.begin <= at < mapped.begin + mapped.size:
            page = at & -_PAGE
            made = _libc.mmap(
                page, mapped.begin + mapped.size - page, _READ_WRITE,
                _PRIVATE_FIXED_ANONYMOUS_NORESERVE, -1, 0)
            _note(mapped)
            return made == page
    return False
