"""The receiving end over a ring: reads the lanes of all senders in turn."""

import time

from . import faults, layout, types
from .ends import End
from .errors import CorruptChannelError, IpcError, PeerDiedError
from .layout import Geometry
from .waiting import SLICE, Waiter, Waker

_PAUSE_FOR_LOCK = 0.02


def open_receiver(address, options, store, durable, boot):
    """A receiver, which makes the channel, or goes on with what a former one left."""
    asked = Geometry.asked(address, options)
    region = store.adopt()
    if region is None:
        region = store.create(
            asked.total_length, asked.header_length + asked.capacity,
            lambda made: _initialize(made, asked, boot, options.type))
        return RingReceiver(address, region, asked, options.wait, durable)
    receiver = None
    try:
        found = Geometry.check(region)
        found.check_stated(address, options)
        types.check(region, layout.TYPE_OFFSET, address, options.type)
        types.put(region, layout.TYPE_OFFSET, options.type)
        found.mailbox = asked.mailbox
        if _begin_term(region, asked.mailbox, boot):
            _forget_unsynced(region, found)
        receiver = RingReceiver(address, region, found, options.wait, durable)
        return receiver
    finally:
        if receiver is None:
            region.close()


def _initialize(region, geometry, boot, stated):
    types.put(region, layout.TYPE_OFFSET, stated)
    region.halves[layout.VERSION_OFFSET >> 2] = layout.VERSION
    region.halves[layout.HEADER_LENGTH_OFFSET >> 2] = geometry.header_length
    region.words[layout.CAPACITY_OFFSET >> 3] = geometry.capacity
    region.words[layout.MAX_MESSAGE_OFFSET >> 3] = geometry.max_message
    region.halves[layout.SLOTS_OFFSET >> 2] = geometry.lanes
    _begin_term(region, geometry.mailbox, boot)
    region.words[0] = int.from_bytes(layout.MAGIC, "little")


def _begin_term(region, mailbox, boot):
    """Makes this the receiver; whether the machine has restarted since the last one."""
    halves, words, fence = region.halves, region.words, region.fences.full
    halves[layout.STATE_OFFSET >> 2] = layout.OPENING
    fence()
    restarted = words[layout.BOOT_OFFSET >> 3] != boot
    words[layout.BOOT_OFFSET >> 3] = boot
    halves[layout.FLAGS_OFFSET >> 2] = layout.FLAG_MAILBOX if mailbox else 0
    words[layout.RECEIVER_SLOT_OFFSET >> 3] = region.processes.self
    fence()
    halves[layout.TERM_OFFSET >> 2] = (halves[layout.TERM_OFFSET >> 2] + 1 & 0xFFFFFFFF) | 1
    fence()
    halves[layout.RECEIVER_WORD_OFFSET >> 2] = layout.AWAKE
    fence()
    halves[layout.STATE_OFFSET >> 2] = layout.OPEN
    fence()
    return restarted


def _forget_unsynced(region, geometry):
    """Forgets what may not have reached the medium whole before the machine restarted."""
    for lane in range(geometry.lanes):
        begin = layout.lane_descriptor(lane)
        if region.halves[begin + layout.LANE_STATE_OFFSET >> 2] != layout.SLOT_FREE:
            end = max(
                _signed(region.words[begin + layout.CONSUMER_POSITION_OFFSET >> 3]),
                _signed(region.words[begin + layout.SYNCED_OFFSET >> 3]))
            region.words[geometry.lane_data(lane) + (end & geometry.capacity - 1) >> 3] = 0


def _signed(number):
    return number - (1 << 64) if number >> 63 else number


class _Lane:
    """One lane: its consumer, and what is known of the sender that has it."""

    def __init__(self, receiver, region, geometry, index):
        begin = layout.lane_descriptor(index)
        self.region = region
        self.receiver = receiver
        self.words = region.words
        self.halves = region.halves
        self.fence = region.fences.full if region.fences.weak else None
        self.state_at = begin + layout.LANE_STATE_OFFSET >> 2
        self.slot_at = begin + layout.SENDER_SLOT_OFFSET >> 3
        self.refused_at = begin + layout.REFUSED_OFFSET >> 2
        self.position_at = begin + layout.CONSUMER_POSITION_OFFSET >> 3
        self.received_at = begin + layout.RECEIVED_OFFSET >> 3
        self.waker = Waker(region, begin + layout.SENDER_WORD_OFFSET)
        self.data = geometry.lane_data(index)
        self.capacity = geometry.capacity
        self.mask = geometry.capacity - 1
        self.due = geometry.capacity >> 3
        self.max_message = geometry.max_message
        self.position = self.published = self.words[self.position_at]
        self.received = self.words[self.received_at]
        self.attached = self.refused = False
        self.slot = 0
        self.watch = None
        if not layout.is_position(self.position):
            raise CorruptChannelError(
                "%s: invalid position=%d of the last receiver; the object was damaged"
                % (region.path, self.position))

    def peek(self):
        """The length of the next message; -1 if there is none now."""
        if self.refused:
            return -1
        position = self.position
        index = position & self.mask
        stamp = self.words[self.data + index >> 3]
        if stamp == 0:
            return -1
        if self.fence:
            self.fence()
        if (stamp ^ layout.place(position)) & ~(layout.PADDING | layout.MAX_LENGTH):
            raise self.refuse(stamp)
        length = stamp & layout.MAX_LENGTH
        if stamp & layout.PADDING:
            if index == 0 or 8 + length != self.capacity - index:
                raise self.refuse(stamp)
            self.position += 8 + length
            return self.peek()
        if length > self.max_message or layout.record_length(length) > self.capacity - index:
            raise self.refuse(stamp)
        return length

    def take(self, length):
        """Takes the message that peek saw."""
        self.position += layout.record_length(length)
        self.received += 1

    def record(self):
        """Records how far this consumer is, for the next one and for the sender."""
        if self.fence:
            self.fence()
        self.words[self.position_at] = self.position
        self.words[self.received_at] = self.received

    def give_room(self):
        """Gives the sender the room of what was taken, and wakes it if it sleeps for lack of it."""
        self.record()
        self.published = self.position
        self.waker.look()

    def refuse(self, stamp):
        """Stops reading a sender that wrote what is not a message."""
        self.refused = True
        self.halves[self.refused_at] = 1
        self.region.fences.full()
        self.waker.wake()
        return CorruptChannelError(
            "%s: malformed record from sender: stamp=0x%016x at position=%d (capacity=%d,"
            " maxMessage=%d)"
            % (self.region.path, stamp, self.position, self.capacity, self.max_message))

    def has_left(self):
        """Whether the sender has left in order."""
        state = self.halves[self.state_at]
        if self.fence:
            self.fence()
        if not self.refused and state not in (layout.SLOT_JOINED, layout.SLOT_CLOSED):
            self.refused = True
            self.halves[self.refused_at] = 1
            self.region.fences.full()
            self.waker.wake()
            raise CorruptChannelError(
                "%s: a lane in use has state=%d; the memory was overwritten"
                % (self.receiver.address, state))
        return state == layout.SLOT_CLOSED

    def free(self):
        """Makes the lane ready for the next sender, under the name's lock."""
        self.detach()
        if self.refused:
            self.words[self.data + (self.position & self.mask) >> 3] = 0
        self.record()
        self.published = self.position
        self.halves[self.refused_at] = 0
        self.region.fences.full()
        self.halves[self.state_at] = layout.SLOT_FREE
        self.region.fences.full()
        self.attached = False

    def detach(self):
        """Stops watching the sender."""
        if self.watch is not None:
            self.watch.close()
            self.watch = None


class RingReceiver(End):
    """Receives the messages of all senders; each comes whole, and those of one sender in order."""

    def __init__(self, address, region, geometry, wait, durable):
        super().__init__(address)
        self.max_message = geometry.max_message
        self.died_senders = 0
        self.ended = False
        self._region = region
        self._regions = (region,)
        self._bytes = region.bytes
        self._mailbox = geometry.mailbox
        self._durable = durable
        self._copies = region.is_exposed()
        self._lanes = [_Lane(self, region, geometry, i) for i in range(geometry.lanes)]
        self._active = []
        self._turn = 0
        self._waiter = Waiter(region, layout.RECEIVER_WORD_OFFSET, wait)
        self._seen = 0
        self._unsettled = False
        self._attention = False
        self._ever_joined = False
        self._next_look = 0.0
        self._current = None
        self._borrowed = None

    def receive(self, timeout=None):
        """The next message, as a memoryview that is good until the next call; None at the end.

        Raises TimeoutError if none comes within so many seconds. What a NumPy array over the view
        shows after the next call is another message: copy it to keep it.
        """
        self._enter()
        try:
            self._give_back()
            message = self._next()
            if message is None and not self.ended:
                message = self._await_next(timeout)
            return message
        finally:
            self._exit()

    def poll(self):
        """The next message if there is one now, else None; see ``ended``."""
        self._enter()
        try:
            self._give_back()
            message = self._next()
            if message is None:
                self._look_sometimes()
            return message
        finally:
            self._exit()

    def __iter__(self):
        return self

    def __next__(self):
        message = self.receive()
        if message is None:
            raise StopIteration
        return message

    def _await_next(self, timeout):
        waiter = self._waiter
        waiter.begin(timeout)
        try:
            while waiter.pause(_PAUSE_FOR_LOCK if self._unsettled else SLICE):
                if self._closing:
                    raise self._closed_error()
                self._check_memory()
                self._look_sometimes()
                message = self._next()
                if message is not None or self.ended:
                    return message
            raise TimeoutError("%s: no message came within timeout=%ss" % (self.address, timeout))
        finally:
            waiter.end()

    def _next(self):
        self._update()
        active = self._active
        for _ in range(len(active)):
            self._turn = turn = self._turn + 1 if self._turn + 1 < len(active) else 0
            lane = active[turn]
            length = lane.peek()
            if length >= 0:
                return self._lend(lane, length)
        return None

    def _lend(self, lane, length):
        begin = lane.data + (lane.position & lane.mask) + 8
        view = self._bytes[begin:begin + length]
        view = memoryview(bytes(view)) if self._copies else view.toreadonly()
        lane.take(length)
        self._current = lane
        self._borrowed = view
        self._waiter.stayed_awake()
        return view

    def _give_back(self):
        """The message of the last call is done with."""
        lane = self._current
        if lane is None:
            return
        self._current = None
        try:
            self._borrowed.release()
        except BufferError:
            pass  # an array over it goes on to show the memory, whatever comes there
        self._borrowed = None
        if self._durable:
            lane.record()
        if lane.position - lane.published >= lane.due or lane.words[
                lane.data + (lane.position & lane.mask) >> 3] == 0:
            lane.give_room()

    def _look_sometimes(self):
        """Whether the senders live: now and then, for it costs a call for each."""
        now = time.monotonic()
        if now >= self._next_look:
            self._next_look = now + SLICE
            faults.look(self._regions)
            for lane in self._active:
                if lane.watch is None or not lane.watch.is_alive():
                    self._attention = True

    def _update(self):
        """Takes notice of who has joined, left and died."""
        changes = self._region.words[layout.CHANGES_OFFSET >> 3]
        if changes == self._seen and not self._unsettled and not self._attention:
            return
        self._region.fences.full()
        self._unsettled = True  # first: what an error cuts short is done by the next call
        self._attention = False
        for lane in self._lanes:
            if not lane.attached and lane.halves[lane.state_at] != layout.SLOT_FREE:
                self._region.fences.full()
                lane.refused = False
                lane.slot = lane.words[lane.slot_at]
                lane.attached = True
                self._active.append(lane)
                self._ever_joined = True
        self._seen = changes
        for lane in self._active:
            if lane.watch is None:
                lane.watch = self._region.processes.try_watch(lane.slot)
        settled = True
        for lane in reversed(list(self._active)):
            if lane.has_left() or lane.watch is not None and not lane.watch.is_alive():
                settled = self._settle(lane) and settled
        self._unsettled = not settled
        if not self._active and self._ever_joined and not self._mailbox and not self.ended:
            self._decide_end()

    def _settle(self, lane):
        """Frees a lane whose sender is gone, if it is read to its end and the lock can be had now."""
        left = lane.has_left()
        if lane.peek() >= 0 or not self._region.try_lock():
            return False
        try:
            description = None if left else lane.watch.description
            lane.free()
            self._active.remove(lane)
        finally:
            self._region.unlock()
        if not left:
            self.died_senders += 1
            self._region.words[layout.DIED_OFFSET >> 3] = self.died_senders
            if not self._mailbox:
                raise PeerDiedError(
                    "%s: a sender, %s, died without closing; everything it had committed"
                    " was received, but the stream may be incomplete" % (self.address, description))
        return True

    def _decide_end(self):
        if not self._region.try_lock():
            self._unsettled = True
            return
        try:
            faults.look(self._regions)
            self._check_memory()
            self.ended = self._region.words[layout.CHANGES_OFFSET >> 3] == self._seen
            if self.ended:
                self._region.halves[layout.STATE_OFFSET >> 2] = layout.ENDED
                self._region.fences.full()
        finally:
            self._region.unlock()

    def _wake_user(self):
        self._waiter.rouse()

    def _leave(self):
        region = self._region
        try:
            self._give_back()
            for lane in self._active:
                lane.detach()
            try:
                region.unlink()
            finally:
                self._end_term()
                for lane in self._lanes:
                    lane.waker.wake()
        finally:
            self._bytes = self._lanes = self._active = None
            region.close()

    def _end_term(self):
        halves, fence = self._region.halves, self._region.fences.full
        term = (halves[layout.TERM_OFFSET >> 2] - 1 & 0xFFFFFFFF) | 1
        halves[layout.CLOSED_TERM_OFFSET >> 2] = term
        fence()
        halves[layout.STATE_OFFSET >> 2] = layout.CLOSED
        fence()
        halves[layout.TERM_OFFSET >> 2] = term + 1 & 0xFFFFFFFF
        fence()
