"""The sending end over a ring: one lane's producer."""

import time

from . import faults, layout, types
from .ends import End
from .errors import (
    ChannelBusyError, ConnectTimeoutError, CorruptChannelError, MessageTooLongError,
    PeerClosedError, PeerDiedError)
from .layout import Geometry
from .messages import flat
from .waiting import SLICE, Waiter, Waker, change_mark

_ENDED_GRACE = 0.5


def connect(address, options, store, durable):
    """A sender of a channel, once its receiver is there and a lane is free."""
    return _Joiner(address, options, store, durable).connect()


def announce_change(region):
    """Makes the receiver look at who has joined and left."""
    region.words[layout.CHANGES_OFFSET >> 3] = change_mark()
    region.fences.full()
    Waker(region, layout.RECEIVER_WORD_OFFSET).wake()


class _Joiner:
    def __init__(self, address, options, store, durable):
        self._address = address
        self._options = options
        self._store = store
        self._durable = durable
        self._deadline = time.monotonic() + options.connect
        self._obstacle = "no receiver was open"
        self._ended = None

    def connect(self):
        pause = 0.001
        while True:
            region = self._store.open()
            if region is not None:
                sender = None
                try:
                    sender = self._try_join(region)
                finally:
                    if sender is None:
                        region.close()
                if sender is not None:
                    return sender
            self._check_time()
            time.sleep(pause)
            pause = min(2 * pause, 0.01)

    def _check_time(self):
        if time.monotonic() >= self._deadline:
            raise ConnectTimeoutError(
                "%s: %s within connect=%dms; start the receiver first, or use a"
                " longer connect= on a loaded machine"
                % (self._address, self._obstacle, round(self._options.connect * 1000)))

    def _try_join(self, region):
        geometry = Geometry.check(region)
        geometry.check_stated(self._address, self._options)
        watch = region.processes.watch(_receiver_slot(region))
        sender = None
        try:
            self._lock(region)
            try:
                sender = self._join_locked(region, geometry, watch)
            finally:
                region.unlock()
                announce_change(region)
        finally:
            if sender is None:
                watch.close()
        return sender

    def _lock(self, region):
        while not region.try_lock():
            if time.monotonic() >= self._deadline:
                raise ConnectTimeoutError(
                    "%s: another process held the lock of the name for longer than connect=%dms;"
                    " is it stopped, or is the machine overloaded?"
                    % (region.path, round(self._options.connect * 1000)))
            time.sleep(0.001)

    def _join_locked(self, region, geometry, watch):
        if not self._is_open(region, watch):
            return None
        types.check(region, layout.TYPE_OFFSET, self._address, self._options.type)
        lane = self._free_lane(region, geometry)
        if lane is None:
            return None
        region.reserve(geometry.lane_data(lane), geometry.capacity)
        return RingSender(
            self._address, region, geometry, watch, lane, self._options.wait, self._durable)

    def _is_open(self, region, watch):
        halves = region.halves
        state = halves[layout.STATE_OFFSET >> 2]
        alive = _receiver_slot(region) == watch.slot and watch.is_alive()
        opened = state == layout.OPEN and alive and halves[layout.STATE_OFFSET >> 2] == state
        self._see_end(
            state == layout.ENDED and alive, halves[layout.TERM_OFFSET >> 2])
        if not opened:
            self._obstacle = (
                "the receiver had ended or closed the channel, or died, or not opened it yet")
        return opened

    def _see_end(self, ended, which):
        if not ended or self._ended is None or self._ended[0] != which:
            self._ended = (which, time.monotonic()) if ended else None
        elif time.monotonic() - self._ended[1] >= _ENDED_GRACE:
            raise PeerClosedError(
                "%s: the stream has ended: its last sender has closed, and the receiver, which"
                " still holds the name, accepts no more (end=last); let the receiver open the channel"
                " with end=never if senders come and go" % self._address)

    def _free_lane(self, region, geometry):
        changes = False
        for lane in range(geometry.lanes):
            begin = layout.lane_descriptor(lane)
            state = region.halves[begin + layout.LANE_STATE_OFFSET >> 2]
            if state == layout.SLOT_FREE:
                return lane
            changes = changes or (
                state != layout.SLOT_JOINED
                or region.halves[begin + layout.REFUSED_OFFSET >> 2] != 0
                or not region.processes.is_alive(
                    region.words[begin + layout.SENDER_SLOT_OFFSET >> 3]))
        if not changes:
            raise ChannelBusyError(
                "%s: all senders=%d places are in use; close a sender, or let the receiver open"
                " the channel with a larger senders=" % (self._address, geometry.lanes))
        self._obstacle = "the receiver did not read what an earlier sender left"
        return None


def _receiver_slot(region):
    return region.words[layout.RECEIVER_SLOT_OFFSET >> 3]


class RingSender(End):
    """Sends messages to one receiver over shared memory."""

    def __init__(self, address, region, geometry, watch, lane, wait, durable):
        super().__init__(address)
        begin = layout.lane_descriptor(lane)
        self.max_message = geometry.max_message
        self._region = region
        self._regions = (region,)
        self._bytes = region.bytes
        self._words = region.words
        self._halves = region.halves
        self._fence = region.fences.full if region.fences.weak else None
        self._watch = watch
        self._durable = durable
        self._capacity = geometry.capacity
        self._mask = geometry.capacity - 1
        self._data = geometry.lane_data(lane)
        self._header_length = geometry.header_length
        self._state = begin + layout.LANE_STATE_OFFSET >> 2
        self._refused = begin + layout.REFUSED_OFFSET >> 2
        self._consumer = begin + layout.CONSUMER_POSITION_OFFSET >> 3
        self._producer = begin + layout.PRODUCER_POSITION_OFFSET >> 3
        self._sent_at = begin + layout.SENT_OFFSET >> 3
        self._waits_at = begin + layout.ROOM_WAITS_OFFSET >> 3
        self._synced = begin + layout.SYNCED_OFFSET >> 3
        self._waiter = Waiter(region, begin + layout.SENDER_WORD_OFFSET, wait)
        self._waker = Waker(region, layout.RECEIVER_WORD_OFFSET)
        self._term_at = layout.TERM_OFFSET >> 2
        self._term = (self._halves[self._term_at] - 1 & 0xFFFFFFFF) | 1
        self._claim = None
        self._next_look = 0.0
        self._copies = region.is_exposed()
        self._begin_at_consumer()
        self._join(begin)

    def _begin_at_consumer(self):
        self._position = self._read = self._words[self._consumer]
        self._sent = self._words[self._sent_at]
        self._waits = self._words[self._waits_at]
        if not layout.is_position(self._position):
            raise self._corrupt(self._position)
        self._words[self._data + (self._position & self._mask) >> 3] = 0

    def _join(self, begin):
        self._halves[begin + layout.SENDER_WORD_OFFSET >> 2] = layout.AWAKE
        self._words[begin + layout.SENDER_SLOT_OFFSET >> 3] = self._region.processes.self
        self._region.fences.full()
        self._halves[self._state] = layout.SLOT_JOINED
        self._region.fences.full()
        announce_change(self._region)

    def send(self, message, timeout=None):
        """Sends a message: bytes, or anything with the buffer protocol, such as an array.

        Waits for room; TimeoutError if there is none within so many seconds.
        """
        message = flat(message)
        length = len(message)
        self._check_length(length)
        self._enter()
        try:
            room = self._room(length)
            if room < 0:
                room = self._await_room(length, timeout)
            self._bytes[room:room + length] = message
            self._publish(length)
        finally:
            self._exit()

    def offer(self, message):
        """Sends a message if there is room now; whether it did."""
        message = flat(message)
        length = len(message)
        self._check_length(length)
        self._enter()
        try:
            room = self._room(length)
            if room < 0:
                self._check_receiver(True)
                return False
            self._bytes[room:room + length] = message
            self._publish(length)
            return True
        finally:
            self._exit()

    def claim(self, length, timeout=None):
        """Room for a message in the channel's own memory, to be written in place.

        The claim is a context manager that gives a memoryview, and commits unless its block throws.
        """
        self._check_length(length)
        self._enter()
        try:
            room = self._room(length)
            if room < 0:
                room = self._await_room(length, timeout)
            self._claim = Claim(self, room, length, self._copies)
            return self._claim
        finally:
            self._exit()

    def sync(self):
        """Returns when all that was sent has reached the medium of a mapped file."""
        self._enter()
        try:
            page = self._data & -4096
            self._region.sync(page, self._data - page + self._capacity)
            self._words[self._synced] = self._position
            self._region.sync(0, self._header_length)
        finally:
            self._exit()

    def _check_length(self, length):
        if length > self.max_message:
            raise MessageTooLongError(
                "%s: the message is too long: length=%d maxMessage=%d; send it in parts, or let the"
                " receiver open the channel with a larger maxMessage"
                % (self.address, length, self.max_message))
        if length < 0:
            raise ValueError("length=%d is negative" % length)
        if self._claim is not None:
            raise RuntimeError(
                "%s: the last claim was neither committed nor aborted; commit or abort it first"
                % self.address)

    def _room(self, length):
        """Where a message goes, with the end of the ring padded if need be; -1 if there is no room."""
        position = self._position
        index = position & self._mask
        record = length + 15 & -8
        to_end = self._capacity - index
        needed = (record if record <= to_end else to_end + record) + 8
        if position + needed > self._read + self._capacity and not self._has_room(needed):
            return -1
        if record > to_end:
            words = self._words
            words[self._data >> 3] = 0
            if self._fence:
                self._fence()
            words[self._data + index >> 3] = (
                layout.place(position) | layout.PADDING | to_end - layout.STAMP_LENGTH)
            self._position = position + to_end
            index = 0
        return self._data + index + 8

    def _has_room(self, needed):
        read = self._words[self._consumer]
        if self._fence:
            self._fence()
        if read < self._read or read > self._position or read % 8 != 0:
            raise self._corrupt(read)
        self._read = read
        return self._position + needed <= read + self._capacity

    def _publish(self, length):
        if self._durable and self._halves[self._term_at] != self._term:
            raise self._gone()  # before the next receiver can get what its sender is told has failed
        position = self._position
        words = self._words
        following = position + (length + 15 & -8)
        words[self._data + (following & self._mask) >> 3] = 0
        if self._fence:
            self._fence()
        words[self._data + (position & self._mask) >> 3] = (
            (position >> 3 & 0xFFFFFFFF) << 32 | 0x80000000 | length)
        self._position = following
        self._sent += 1
        words[self._producer] = following
        words[self._sent_at] = self._sent
        self._waker.look()
        self._waiter.stayed_awake()
        self._check_receiver(False)

    def _await_room(self, length, timeout):
        self._waits += 1
        self._words[self._waits_at] = self._waits
        waiter = self._waiter
        waiter.begin(timeout)
        try:
            while True:
                if self._closing:
                    raise self._closed_error()
                self._check_memory()
                self._check_receiver(True)
                room = self._room(length)
                if room >= 0:
                    return room
                if not waiter.pause():
                    raise TimeoutError(
                        "%s: there was no room within timeout=%ss" % (self.address, timeout))
        finally:
            waiter.end()

    def _check_receiver(self, thoroughly):
        if self._halves[self._term_at] != self._term:
            raise self._gone()
        now = time.monotonic()
        if now >= self._next_look:
            self._next_look = now + SLICE
            faults.look(self._regions)
            if not self._watch.is_alive():
                raise self._gone()
        if thoroughly and (
                self._halves[self._refused] != 0
                or self._halves[self._state] != layout.SLOT_JOINED):
            raise CorruptChannelError(
                "%s: the receiver refuses this sender: it found a malformed record"
                % self.address)

    def _gone(self):
        """How the receiver ended. A process that closes may end at once, and be found dead first."""
        self._region.fences.full()
        closed = self._halves[layout.CLOSED_TERM_OFFSET >> 2]
        if (closed - self._term & 0xFFFFFFFF) < 0x80000000:
            return PeerClosedError(
                "%s: the receiver has closed the channel; messages it had not read are %s"
                % (self.address, "kept for the next receiver" if self._durable else "lost"))
        return PeerDiedError(
            "%s: the receiver, %s, died; %s" % (
                self.address, self._watch.description,
                "messages it had not read are kept for the next receiver: reopen the channel"
                if self._durable else
                "messages it had not read are lost: reopen the channel and send them again"))

    def _corrupt(self, read):
        return CorruptChannelError(
            "%s: invalid receiver position: read=%d, expected %d to %d; the memory was overwritten"
            % (self._region.path, read, self._read, self._position))

    def _wake_user(self):
        self._waiter.rouse()

    def _leave(self):
        try:
            self._watch.close()
            self._region.fences.full()
            self._halves[self._state] = layout.SLOT_CLOSED
            self._region.fences.full()
            announce_change(self._region)
        finally:
            self._bytes = self._words = self._halves = None
            self._region.close()


class Claim:
    """Room for one message. ``with sender.claim(n) as view: view[:] = ...`` commits at the end."""

    def __init__(self, sender, room, length, copied):
        self._sender = sender
        self._room = room
        self._private = bytearray(length) if copied else None
        whole = memoryview(self._private) if copied else sender._bytes[room:room + length]
        self.view = whole

    def commit(self, length=None):
        """Sends what was written, or its beginning."""
        sender = self._take()
        size = len(self.view)
        length = size if length is None else length
        if not 0 <= length <= size:
            raise ValueError("length=%d is not within 0 to %d, which was claimed" % (length, size))
        sender._claim = None
        sender._enter()
        try:
            if self._private is not None:
                sender._bytes[self._room:self._room + length] = self._private[:length]
            sender._publish(length)
        finally:
            sender._exit()

    def abort(self):
        """Gives the room back; nothing is sent."""
        self._take()._claim = None

    def _take(self):
        if self._sender._claim is not self:
            raise RuntimeError("%s: this claim is committed or aborted already"
                               % self._sender.address)
        return self._sender

    def __enter__(self):
        return self.view

    def __exit__(self, kind, *unused):
        if self._sender._claim is self:
            if kind is None:
                self.commit()
            else:
                self.abort()
