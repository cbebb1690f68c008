"""The formats of a topic and of a subscription; docs/format.md has the same tables, and a test compares."""

from .errors import CorruptChannelError, GeometryMismatchError, WrongKindError
from .layout import MAGIC as CHANNEL_MAGIC

TOPIC_MAGIC = b"JAVATOP1"
TOPIC_VERSION = 1

TOPIC_VERSION_OFFSET = 8
TOPIC_HEADER_LENGTH_OFFSET = 12
TOPIC_CAPACITY_OFFSET = 16
TOPIC_MAX_MESSAGE_OFFSET = 24
TOPIC_LANES_OFFSET = 32
TOPIC_SUBSCRIBERS_OFFSET = 36
TOPIC_SLOW_OFFSET = 40
TOPIC_PATIENCE_OFFSET = 48
TOPIC_NUMBER_OFFSET = 56
TOPIC_CHANGES_OFFSET = 128
TOPIC_TYPE_OFFSET = 136
TOPIC_MARKS_OFFSET = 256

PUBLISHER_LANE_STATE_OFFSET = 0
PUBLISHER_TAKEN_OFFSET = 4
PUBLISHER_SLOT_OFFSET = 8
PUBLISHER_ENDED_OFFSET = 16
PUBLISHER_DIED_OFFSET = 20
PUBLISHER_PUBLISHED_OFFSET = 128
PUBLISHER_LAST_EVEN_OFFSET = 136
PUBLISHER_POSITION_OFFSET = 152
PUBLISHER_ROOM_WAITS_OFFSET = 160
PUBLISHER_DISCONNECTED_OFFSET = 168
PUBLISHER_FLOOR_OFFSET = 256
PUBLISHER_RISES_OFFSET = 264
PUBLISHER_FLOOR_EVEN_OFFSET = 272
PUBLISHER_VERDICTS_OFFSET = 384

SUBSCRIPTION_MAGIC = b"JAVASUB1"
SUBSCRIPTION_VERSION = 1

OWN_VERSION_OFFSET = 8
OWN_LANES_OFFSET = 12
OWN_TOKEN_OFFSET = 16
OWN_TOPIC_OFFSET = 24
OWN_STATE_OFFSET = 32
OWN_SUBSCRIPTION_SLOT_OFFSET = 40
OWN_SUBSCRIPTION_WORD_OFFSET = 128
OWN_SUBSCRIPTION_LANES_OFFSET = 256

READING_DONE_OFFSET = 0
READING_PUBLISHER_WORD_OFFSET = 128
READING_READ_OFFSET = 256
READING_PASSED_OFFSET = 264
READING_MISSED_OFFSET = 272
READING_LENGTH = 384

WAIT, DROP, DISCONNECT = 1, 2, 3
POLICIES = {"wait": WAIT, "drop": DROP, "disconnect": DISCONNECT}
SUBSCRIPTION_OPEN, SUBSCRIPTION_CLOSED = 0, 1

MAX_SUBSCRIBERS = 256
_MAX_LANES = 256
_PAGE = 4096
_LINES = 128
_MAX_CAPACITY = 1 << 30


def _up_to(length, unit):
    return length + unit - 1 & -unit


def kind_error(path, found):
    """The error for a region that is of another kind than was looked for."""
    if found == CHANNEL_MAGIC:
        return WrongKindError("%s: is a channel; use sender or receiver, or another name" % path)
    if found == TOPIC_MAGIC:
        return WrongKindError("%s: is a topic; use subscribe, or another name" % path)
    return CorruptChannelError(
        "%s: this file is not a channel of this kind and was left alone; remove it yourself if it"
        " is not needed" % path)


class TopicGeometry:
    """What the first publisher has fixed."""

    def __init__(self, topic):
        """Reads and checks it; nothing in it is trusted before."""
        if topic.size < TOPIC_MARKS_OFFSET:
            raise self._damaged(topic)
        halves, words = topic.halves, topic.words
        version = halves[TOPIC_VERSION_OFFSET >> 2]
        if version != TOPIC_VERSION:
            raise CorruptChannelError(
                "%s: has format version %d, this library has %d; use the same release at all ends"
                % (topic.path, version, TOPIC_VERSION))
        self.capacity = words[TOPIC_CAPACITY_OFFSET >> 3]
        self.max_message = words[TOPIC_MAX_MESSAGE_OFFSET >> 3]
        self.lanes = halves[TOPIC_LANES_OFFSET >> 2]
        self.subscribers = halves[TOPIC_SUBSCRIBERS_OFFSET >> 2]
        self.slow = halves[TOPIC_SLOW_OFFSET >> 2]
        self.patience = words[TOPIC_PATIENCE_OFFSET >> 3]
        self.number = words[TOPIC_NUMBER_OFFSET >> 3]
        if (not self._is_valid() or topic.size < self.lane_data(self.lanes)
                or halves[TOPIC_HEADER_LENGTH_OFFSET >> 2] != self.header_length):
            raise self._damaged(topic)

    @staticmethod
    def _damaged(topic):
        return CorruptChannelError(
            "%s: its header is damaged or the object cut short: size=%d" % (topic.path, topic.size))

    def _is_valid(self):
        return (_PAGE <= self.capacity <= _MAX_CAPACITY
                and self.capacity & self.capacity - 1 == 0
                and self.max_message <= self.capacity // 4 - 16
                and 1 <= self.lanes <= _MAX_LANES
                and 1 <= self.subscribers <= MAX_SUBSCRIBERS
                and self.slow in (WAIT, DROP, DISCONNECT)
                and self.patience < 1 << 63)

    @property
    def _descriptor_length(self):
        return _up_to(PUBLISHER_VERDICTS_OFFSET + 8 * self.subscribers, _LINES)

    def publisher_descriptor(self, lane):
        """Where a lane's descriptor begins."""
        return (_up_to(TOPIC_MARKS_OFFSET + 8 * self.subscribers, _LINES)
                + lane * self._descriptor_length)

    @property
    def header_length(self):
        """The bytes before the lanes' data."""
        return _up_to(self.publisher_descriptor(self.lanes), _PAGE)

    def lane_data(self, lane):
        """Where a lane's data begins."""
        return self.header_length + lane * self.capacity

    def check_stated(self, address, options):
        """Checks what the options state against this, which the topic has."""
        for name, stated, actual in (
                ("capacity", options.capacity and max(
                    _PAGE, 1 << (options.capacity - 1).bit_length()), self.capacity),
                ("maxMessage", options.max_message, self.max_message),
                ("senders", options.senders, self.lanes),
                ("subscribers", options.subscribers, self.subscribers),
                ("slow", options.slow, self.slow),
                ("patience", options.patience, self.patience)):
            if stated is not None and stated != actual:
                raise GeometryMismatchError(
                    "%s: the address states %s=%s but the topic was created with %s=%s; leave the"
                    " option out, or state the same" % (
                        address, name, address.options[name], name, self._text(name, actual)))

    @staticmethod
    def _text(name, value):
        if name == "slow":
            return next(word for word, code in POLICIES.items() if code == value)
        return "%dms" % (value // 1_000_000) if name == "patience" else value
