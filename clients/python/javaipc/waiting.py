"""How an end waits on its sleep word, and how it wakes the other side."""

import os
import time

from . import kernel
from .layout import ASLEEP, AWAKE, SLEPT_RECENTLY

SLICE = 0.02  # the longest sleep: between two looks at whether the peers live
_SPIN = 20e-6
_FENCES_FOR_NOTHING = 256

_mark = int.from_bytes(os.urandom(8), "little")


def change_mark():
    """A value for the word of changes that no other process stores."""
    global _mark
    _mark = _mark + 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF
    return _mark


class Waiter:
    """Waits on one word of a region, for at most so many seconds; None is for ever."""

    def __init__(self, region, offset, strategy):
        self._halves = region.halves
        self._index = offset >> 2
        self._address = region.base + offset
        self._fences = region.fences
        self._strategy = strategy
        self._recently = False
        self._declared = False
        self._wakeful = 0
        self._deadline = None
        self._spun_at = 0.0

    def begin(self, seconds):
        """Begins to wait."""
        now = time.monotonic()
        self._deadline = None if seconds is None else now + seconds
        self._spun_at = now if self._strategy == "park" else now + _SPIN

    def pause(self, longest=SLICE):
        """False if the time is over; otherwise it is time to look again."""
        now = time.monotonic()
        left = longest if self._deadline is None else min(longest, self._deadline - now)
        if left <= 0:
            return False
        if self._strategy == "spin":
            return True
        if self._strategy == "yield":
            os.sched_yield()
            return True
        if now < self._spun_at:
            return True
        if not self._declared:
            self._declare()
            return True
        kernel.futex_wait(self._address, ASLEEP, left)
        self.end()
        return True

    def _declare(self):
        """Says that this end is about to sleep; the caller looks once more after it."""
        self._declared = True
        self._wakeful = 0
        self._halves[self._index] = ASLEEP
        if self._recently:
            self._fences.full()
        else:
            self._fences.heavy()
            self._recently = True

    def end(self):
        """Takes back that this end is about to sleep."""
        if self._declared:
            self._declared = False
            self._halves[self._index] = SLEPT_RECENTLY

    def stayed_awake(self):
        """Notes a message without a sleep: after many, the wakers need not fence any more."""
        if self._recently:
            self._wakeful += 1
            if self._wakeful >= _FENCES_FOR_NOTHING:
                self._recently = False
                self._halves[self._index] = AWAKE

    def rouse(self):
        """Wakes the user of this end, from another thread."""
        wake(self._halves, self._index, self._address)


class Waker:
    """Looks at the word of the other side after each store that it may wait for."""

    def __init__(self, region, offset):
        self._halves = region.halves
        self._index = offset >> 2
        self._address = region.base + offset
        self._fences = region.fences
        self._symmetric = not region.fences.asymmetric

    def look(self):
        """Wakes the other side if it sleeps."""
        if self._symmetric:
            self._fences.full()
        state = self._halves[self._index]
        if state != AWAKE:
            if state == SLEPT_RECENTLY:
                self._fences.full()
                if self._halves[self._index] != ASLEEP:
                    return
            self.wake()

    def wake(self):
        """Wakes the other side; what it waits for is stored and fenced."""
        wake(self._halves, self._index, self._address)


def wake(halves, index, address):
    """Wakes who sleeps on a word: the call comes after the store, always."""
    if halves[index] == ASLEEP:
        halves[index] = SLEPT_RECENTLY
        kernel.futex_wake(address)
