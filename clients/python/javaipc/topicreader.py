"""One publisher's lane of a topic, as a subscription reads it: what is copied is believed only if it was there to the end."""

from . import topiclayout as layout
from .errors import CorruptChannelError, TooSlowError
from .layout import MAX_LENGTH, PADDING, is_position, place, record_length

_MOST_ATTEMPTS = 10_000


class TopicReader:
    """Where a subscription is in a lane. The lane may be overwritten at any time."""

    def __init__(self, address, topic, geometry, lane, own, index, token):
        begin = geometry.publisher_descriptor(lane)
        self._address = address
        self._path = topic.path
        self._words = topic.words
        self._bytes = topic.bytes
        self._fences = topic.fences
        self._acquire = topic.fences.full if topic.fences.weak else lambda: None
        self._published_at = begin + layout.PUBLISHER_PUBLISHED_OFFSET >> 3
        self._last_at = begin + layout.PUBLISHER_LAST_EVEN_OFFSET >> 3
        self._floor_at = begin + layout.PUBLISHER_FLOOR_OFFSET >> 3
        self._rises_at = begin + layout.PUBLISHER_RISES_OFFSET >> 3
        self._pairs_at = begin + layout.PUBLISHER_FLOOR_EVEN_OFFSET >> 3
        self._verdict_at = (begin + layout.PUBLISHER_VERDICTS_OFFSET >> 3) + index
        self._data = geometry.lane_data(lane)
        self._capacity = geometry.capacity
        self._mask = geometry.capacity - 1
        self._max_message = geometry.max_message
        self._slow = geometry.slow
        self._token = token
        self._own = own.words
        self._reading = layout.OWN_SUBSCRIPTION_LANES_OFFSET + lane * layout.READING_LENGTH >> 3
        self.position = 0
        self.passed = 0
        self.missed = 0
        self.length = 0

    def published(self):
        """How many messages were ever published here."""
        count = self._words[self._published_at]
        self._acquire()
        return count

    def lag(self):
        """How many of them are not passed."""
        return max(0, self.published() - self.passed)

    def begin(self, history):
        """Goes to where a new subscription begins, and says so."""
        for _ in range(_MOST_ATTEMPTS):
            self._go_to(history)
            self.record()
            self.tell()
            self._fences.full()  # who raises the floor from now on sees the position
            if not self._is_below_floor(self.position):
                return
        raise self._corrupt(0, self.position)

    def skip_all(self):
        """Goes behind everything: its publisher wrote nonsense, and another one has the lane now."""
        self.position = self.passed = 0
        self._go_to((0, 0))

    def _is_below_floor(self, at):
        floor = self._words[self._floor_at]
        self._acquire()
        return floor > at

    def _go_to(self, history):
        for _ in range(_MOST_ATTEMPTS):
            count = self.published()
            end = self._end_of(count)
            if end is not None:
                break
        else:
            raise self._corrupt(0, self.position)
        messages, size = history
        if messages == 0:
            self.position, self.passed = end, count
            return
        self._go_to_floor()
        attempts = 0
        while self.passed < count and (
                count - self.passed > messages or end - self.position > size):
            if not self._step():
                attempts += 1
                if attempts > _MOST_ATTEMPTS:
                    raise self._corrupt(0, self.position)
                self._go_to_floor()  # which has risen meanwhile

    def _last_of(self, count):
        """Where the last of so many messages begins; None if there were more meanwhile."""
        last = self._words[self._last_at + (count & 1)]
        self._acquire()
        if self.published() != count:
            return None
        if not is_position(last):
            raise self._corrupt(0, last)
        return last

    def _end_of(self, count):
        """The position behind the last of so many messages; None if there were more meanwhile."""
        if count == 0:
            return 0
        last = self._last_of(count)
        if last is None:
            return None
        stamp = self._stamp(last)
        if self.published() != count:
            return None
        if not self._is_message(stamp, last):
            raise self._corrupt(stamp, last)
        return last + record_length(stamp & MAX_LENGTH)

    def _go_to_floor(self):
        """Goes to the oldest record that is there."""
        self._acquire()
        for _ in range(_MOST_ATTEMPTS):
            rises = self._words[self._rises_at]
            self._acquire()
            pair = self._pairs_at + (rises & 1) * 2
            floor, below = self._words[pair], self._words[pair + 1]
            self._acquire()
            if self._words[self._rises_at] == rises:
                break
        else:
            raise self._corrupt(0, self.position)
        if not is_position(floor) or floor < self.position or below < self.passed:
            raise self._corrupt(0, floor)
        self.position, self.passed = floor, below

    def _step(self):
        """Passes one record without a look at what it says; False if it was overwritten."""
        stamp = self._stamp(self.position)
        if self._is_below_floor(self.position):
            return False
        if not self._is_record(stamp, self.position):
            raise self._corrupt(stamp, self.position)
        self.passed += 0 if stamp & PADDING else 1
        self.position += record_length(stamp & MAX_LENGTH)
        return True

    def _stamp(self, at):
        stamp = self._words[self._data + (at & self._mask) >> 3]
        self._acquire()
        return stamp

    def _is_record(self, stamp, at):
        if (stamp ^ place(at)) & ~(PADDING | MAX_LENGTH):
            return False
        index = at & self._mask
        length = stamp & MAX_LENGTH
        if stamp & PADDING:
            return index != 0 and 8 + length == self._capacity - index
        return length <= self._max_message and record_length(length) <= self._capacity - index

    def _is_message(self, stamp, at):
        return self._is_record(stamp, at) and not stamp & PADDING

    def peek(self):
        """Whether there is a next message now; it may be overwritten before it is copied."""
        while True:
            stamp = self._stamp(self.position)
            if self._is_record(stamp, self.position):
                if not stamp & PADDING:
                    self.length = stamp & MAX_LENGTH
                    return True
                if self._is_overtaken():
                    self._catch_up()
                else:
                    self.position += record_length(stamp & MAX_LENGTH)
            elif not self._is_overtaken():
                if stamp == 0:
                    return False
                raise self._corrupt(stamp, self.position)
            else:
                self._catch_up()

    def copy(self):
        """The message that peek saw, as bytes; None if it was overwritten meanwhile."""
        begin = self._data + (self.position & self._mask) + 8
        message = bytes(self._bytes[begin:begin + self.length])
        if self._is_overtaken():
            self._catch_up()
            return None
        return message

    def take(self):
        """Takes the message that was copied."""
        self.position += record_length(self.length)
        self.passed += 1
        self.record()

    def take_last(self):
        """The last message, whether it was taken or not, which is passed; None if there never was one."""
        for _ in range(_MOST_ATTEMPTS):
            count = self.published()
            if count == 0:
                return None
            last = self._last_of(count)
            if last is None:
                continue
            stamp = self._stamp(last)
            whole = self._is_message(stamp, last)
            begin = self._data + (last & self._mask) + 8
            message = bytes(self._bytes[begin:begin + (stamp & MAX_LENGTH)]) if whole else None
            self._acquire()
            if self._is_below_floor(last):
                continue
            if not whole:
                raise self._corrupt(stamp, last)
            if self.position <= last:
                self.position = last + record_length(stamp & MAX_LENGTH)
                self.passed = count
            self.record()
            return message
        raise self._corrupt(0, self.position)

    def _is_overtaken(self):
        """Whether what was read at the position may have been of a later record."""
        self._acquire()
        if self._slow == layout.WAIT:
            return self._words[self._verdict_at] == self._token
        return self._words[self._floor_at] > self.position

    def _catch_up(self):
        if self._slow != layout.DROP:
            raise self._too_slow()
        before, start = self.passed, self.position
        self._go_to_floor()
        if self.position == start:
            raise self._corrupt(0, start)
        self.missed += self.passed - before

    def check_verdict(self):
        """Raises if a publisher has disconnected this subscription."""
        if self._words[self._verdict_at] == self._token:
            raise self._too_slow()

    def _too_slow(self):
        return TooSlowError(
            "%s: this subscription was too slow for a publisher and was disconnected (%s); close it"
            " and subscribe again" % (
                self._address,
                "its patience is over" if self._slow == layout.WAIT else "slow=disconnect"))

    def tell(self):
        """Says that what is before the position may be overwritten."""
        self._acquire()
        self._own[self._reading + (layout.READING_DONE_OFFSET >> 3)] = self.position

    def record(self):
        """Says how far this is, to who looks."""
        self._own[self._reading + (layout.READING_READ_OFFSET >> 3)] = self.position
        self._own[self._reading + (layout.READING_PASSED_OFFSET >> 3)] = self.passed
        self._own[self._reading + (layout.READING_MISSED_OFFSET >> 3)] = self.missed

    def _corrupt(self, stamp, at):
        return CorruptChannelError(
            "%s: malformed record from publisher: stamp=0x%016x at position=%d (capacity=%d,"
            " maxMessage=%d)" % (self._path, stamp, at, self._capacity, self._max_message))
