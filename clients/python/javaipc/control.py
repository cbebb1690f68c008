"""The control region beside a socket: who takes part in a channel whose messages the socket carries."""

import functools

from . import types
from .errors import CorruptChannelError
from .waiting import change_mark

MAGIC = b"JAVAIPCK"
VERSION = 2

LENGTH_OFFSET = 12
RECEIVER_SLOT_OFFSET = 40
OPEN, ENDED, CLOSED = 1, 2, 3
FREE, JOINED, BROKEN_OFF = 0, 1, 2
FLAG_MAILBOX, FLAG_FRAMED = 1, 2

VERSION_OFFSET = 8
CAPACITY_OFFSET = 16
MAX_MESSAGE_OFFSET = 24
SENDERS_OFFSET = 32
FLAGS_OFFSET = 36
STATE_OFFSET = 48
JOINS_OFFSET = 56
DIED_OFFSET = 64
RECEIVED_OFFSET = 72
CHANGES_OFFSET = 80
SEATS_OFFSET = 192
SEAT_LENGTH = 32
SEAT_STATE_OFFSET = 0
SEAT_GENERATION_OFFSET = 4
SEAT_SLOT_OFFSET = 8
SEAT_SENT_OFFSET = 16
SEAT_WAITS_OFFSET = 24


def length(senders):
    """The bytes of a region for so many senders."""
    return type_offset(senders) + types.SIZE


def type_offset(senders):
    """Where the type of the messages is: behind the places."""
    return SEATS_OFFSET + senders * SEAT_LENGTH


class Control:
    """The fields of a control region. Any peer may have written anything."""

    def __init__(self, region):
        self.region = region
        self._halves = region.halves
        self._words = region.words

    def initialize(self, capacity, max_message, senders, mailbox, stated):
        """Writes the header into zeroed memory; the channel is not open yet."""
        types.put(self.region, type_offset(senders), stated)
        self._halves[VERSION_OFFSET >> 2] = VERSION
        self._halves[LENGTH_OFFSET >> 2] = type_offset(senders)
        self._words[CAPACITY_OFFSET >> 3] = capacity
        self._words[MAX_MESSAGE_OFFSET >> 3] = max_message
        self._halves[SENDERS_OFFSET >> 2] = senders
        self._halves[FLAGS_OFFSET >> 2] = (FLAG_MAILBOX if mailbox else 0) | FLAG_FRAMED
        self._words[RECEIVER_SLOT_OFFSET >> 3] = self.region.processes.self
        self.region.fences.full()
        self._words[0] = int.from_bytes(MAGIC, "little")

    def check(self):
        """Checks what another process wrote, and reads its limits."""
        region = self.region
        if region.size < SEATS_OFFSET or bytes(region.bytes[:8]) != MAGIC:
            raise CorruptChannelError(
                "%s: not a javaipc channel (the magic number is missing)" % region.path)
        version = self._halves[VERSION_OFFSET >> 2]
        if version != VERSION:
            raise CorruptChannelError(
                "%s: has format version %d, this library has %d; use the same release at both"
                " ends" % (region.path, version, VERSION))
        self.capacity = self._words[CAPACITY_OFFSET >> 3]
        self.max_message = self._words[MAX_MESSAGE_OFFSET >> 3]
        self.senders = self._halves[SENDERS_OFFSET >> 2]
        self.framed = self._halves[FLAGS_OFFSET >> 2] & FLAG_FRAMED != 0
        if (self.capacity >= 1 << 31 or self.max_message > 1 << 30
                or not 1 <= self.senders <= 256
                or self._halves[LENGTH_OFFSET >> 2] != type_offset(self.senders)
                or region.size < type_offset(self.senders)):
            raise CorruptChannelError(
                "%s: its header is damaged or the object cut short: size=%d, capacity=%d"
                " maxMessage=%d senders=%d" % (
                    region.path, region.size, self.capacity, self.max_message, self.senders))

    @property
    def state(self):
        """Whether senders may join."""
        return self._halves[STATE_OFFSET >> 2]

    @state.setter
    def state(self, value):
        self._halves[STATE_OFFSET >> 2] = value
        self.region.fences.full()

    @property
    def receiver_slot(self):
        """The receiver's process slot."""
        return self._words[RECEIVER_SLOT_OFFSET >> 3]

    @property
    def changes(self):
        """A number that differs after each change of membership."""
        return self._words[CHANGES_OFFSET >> 3]

    def count_change(self):
        """Makes it another one."""
        self.region.fences.full()
        self._words[CHANGES_OFFSET >> 3] = change_mark()
        self.region.fences.full()

    @property
    def joins(self):
        """How many senders have ever joined."""
        return self._words[JOINS_OFFSET >> 3]

    def seat(self, place):
        """State, generation and process slot of a sender's place."""
        at = SEATS_OFFSET + place * SEAT_LENGTH
        state = self._halves[at + SEAT_STATE_OFFSET >> 2]
        if self.region.fences.weak:
            self.region.fences.full()
        return (state, self._halves[at + SEAT_GENERATION_OFFSET >> 2],
                self._words[at + SEAT_SLOT_OFFSET >> 3])

    def join(self, place):
        """Takes a free place, under the name's lock; its generation."""
        at = SEATS_OFFSET + place * SEAT_LENGTH
        generation = self._halves[at + SEAT_GENERATION_OFFSET >> 2] + 1 & 0xFFFFFFFF
        self._halves[at + SEAT_GENERATION_OFFSET >> 2] = generation
        self._words[at + SEAT_SLOT_OFFSET >> 3] = self.region.processes.self
        self.put_seat(place, JOINED)
        self._words[JOINS_OFFSET >> 3] = self.joins + 1
        self.count_change()
        return generation

    def put_seat(self, place, state):
        """Gives a place another state."""
        self.region.fences.full()
        self._halves[SEATS_OFFSET + place * SEAT_LENGTH + SEAT_STATE_OFFSET >> 2] = state
        self.region.fences.full()

    def sent(self, place):
        """How many messages the senders of a place have sent."""
        return self._words[SEATS_OFFSET + place * SEAT_LENGTH + SEAT_SENT_OFFSET >> 3]

    def counter(self, place):
        """A function that says how many messages the sender of a place has sent; it is called for each."""
        index = SEATS_OFFSET + place * SEAT_LENGTH + SEAT_SENT_OFFSET >> 3
        return functools.partial(self._words.__setitem__, index)

    def put_counts(self, received, died):
        """Says what the receiver has seen."""
        self._words[RECEIVED_OFFSET >> 3] = received
        self._words[DIED_OFFSET >> 3] = died
