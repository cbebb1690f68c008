"""What every end has: one user at a time, and a close from any thread and at exit."""

import atexit
import os
import sys
import threading

from . import faults
from .errors import ChannelClosedError

_open_ends = set()  # what a program forgets to close is closed at exit


class End:
    """A sending or receiving end."""

    def __init__(self, address):
        self.address = str(address)
        self._use = threading.Lock()
        self._user = 0
        self._closing = False
        self._closed = False
        self._process = os.getpid()
        self._regions = ()  # whose memory this end uses
        _open_ends.add(self)

    def _enter(self):
        if not self._use.acquire(blocking=False):
            if self._closing:
                raise self._closed_error()
            raise RuntimeError(
                "%s: this end is in use by another call; only one thread may use an end at a time"
                % self.address)
        if self._closing:
            self._use.release()
            raise self._closed_error()
        self._user = threading.get_ident()

    def _exit(self):
        """The end of a call: nothing of it is believed if memory that it used was cut short."""
        try:
            if sys.exc_info()[0] is not None:  # what is wrong may be no more than what is missing
                faults.look(self._regions)
        finally:
            self._use.release()
        self._check_memory()

    def _check_memory(self):
        if faults.noticed:
            faults.check(self._regions)

    def _closed_error(self):
        if self._process != os.getpid():
            return ChannelClosedError(
                "%s: this end belongs to the process that opened it, of which this one is a fork;"
                " open one here" % self.address)
        return ChannelClosedError("%s: this end is closed" % self.address)

    def close(self):
        """Closes this end in order, so that the peers see its end; from any thread.

        In a signal handler that interrupts a call of this end, that call ends with an error; close again then.
        """
        self._closing = True
        if self._use.locked() and self._user == threading.get_ident():
            return
        while not self._use.acquire(timeout=0.001):
            self._wake_user()
        try:
            if not self._closed:
                self._closed = True
                _open_ends.discard(self)
                self._leave()
        finally:
            self._user = 0
            self._use.release()

    def _wake_user(self):
        raise NotImplementedError

    def _leave(self):
        raise NotImplementedError

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.close()


@atexit.register
def _close_all():
    for end in list(_open_ends):
        try:
            end.close()
        except Exception:  # the process ends: its peers see that
            pass


def after_fork_in_child():
    """The parent's ends are not the child's."""
    for end in list(_open_ends):
        end._closing = end._closed = True
        end._use = threading.Lock()
    _open_ends.clear()
