"""The format of a ring in shared memory; docs/format.md has the same tables, and a test compares."""

from .errors import CorruptChannelError, GeometryMismatchError, InvalidAddressError

MAGIC = b"JAVAIPC1"
VERSION = 2

VERSION_OFFSET = 8
HEADER_LENGTH_OFFSET = 12
CAPACITY_OFFSET = 16
MAX_MESSAGE_OFFSET = 24
SLOTS_OFFSET = 32
FLAGS_OFFSET = 36
RECEIVER_SLOT_OFFSET = 40
BOOT_OFFSET = 48
RECEIVER_WORD_OFFSET = 128
STATE_OFFSET = 132
TERM_OFFSET = 136
CLOSED_TERM_OFFSET = 140
CHANGES_OFFSET = 256
TYPE_OFFSET = 264
DIED_OFFSET = 384
LANE_DESCRIPTORS_OFFSET = 512

LANE_STATE_OFFSET = 0
SENDER_SLOT_OFFSET = 8
REFUSED_OFFSET = 16
CONSUMER_POSITION_OFFSET = 128
RECEIVED_OFFSET = 136
SENDER_WORD_OFFSET = 256
PRODUCER_POSITION_OFFSET = 384
SENT_OFFSET = 392
ROOM_WAITS_OFFSET = 400
SYNCED_OFFSET = 408
LANE_DESCRIPTOR_LENGTH = 512

AWAKE, ASLEEP, SLEPT_RECENTLY = 0, 1, 3
OPENING, OPEN, ENDED, CLOSED = 0, 1, 2, 3
SLOT_FREE, SLOT_JOINED, SLOT_CLOSED = 0, 1, 2
FLAG_MAILBOX = 1

STAMP_LENGTH = 8
PUBLISHED = 1 << 31
PADDING = 1 << 30
MAX_LENGTH = (1 << 30) - 1
END_OF_POSITIONS = 1 << 62

_PAGE = 4096
_LEAST_CAPACITY = 1024
_MAX_CAPACITY = 1 << 30
_DEFAULT_CAPACITY = 1 << 20


def place(position):
    """The bits of a stamp that say where its record begins."""
    return (position >> 3 & 0xFFFFFFFF) << 32 | PUBLISHED


def is_position(position):
    """Whether a record can begin at a position."""
    return 0 <= position < END_OF_POSITIONS and position % STAMP_LENGTH == 0


def record_length(length):
    """The bytes that a record takes: stamp and message, up to the next stamp."""
    return length + 15 & -8


def lane_descriptor(lane):
    """Where a lane's descriptor begins."""
    return LANE_DESCRIPTORS_OFFSET + lane * LANE_DESCRIPTOR_LENGTH


def longest_message(capacity):
    """The longest message for which a lane has room from every position."""
    return capacity // 2 - 2 * STAMP_LENGTH


def _round_up(capacity):
    return max(_PAGE, 1 << (capacity - 1).bit_length())


class Geometry:
    """What the receiver fixes when it creates a channel."""

    def __init__(self, capacity, max_message, lanes, mailbox):
        self.capacity = capacity
        self.max_message = max_message
        self.lanes = lanes
        self.mailbox = mailbox

    @property
    def header_length(self):
        """The bytes before the lanes' data."""
        return lane_descriptor(self.lanes) + _PAGE - 1 & -_PAGE

    @property
    def total_length(self):
        """The bytes of the whole region."""
        return self.header_length + self.lanes * self.capacity

    def lane_data(self, lane):
        """Where a lane's data begins."""
        return self.header_length + lane * self.capacity

    @staticmethod
    def asked(address, options):
        """What a receiver's options ask for."""
        wanted_message = options.max_message or 0
        if wanted_message > longest_message(_MAX_CAPACITY):
            raise InvalidAddressError(
                "address '%s': maxMessage=%d is more than a ring can hold, which is %d bytes"
                % (address, wanted_message, longest_message(_MAX_CAPACITY)))
        capacity = _capacity(address, options)
        max_message = options.max_message
        if max_message is None:
            max_message = capacity // 8
        if max_message > longest_message(capacity):
            raise InvalidAddressError(
                "address '%s': maxMessage=%d needs a capacity of at least %d; capacity=%d holds"
                " messages of up to %d bytes" % (
                    address, max_message, _round_up(max_message * 2 + 32), capacity,
                    longest_message(capacity)))
        return Geometry(capacity, max_message, options.senders or 16, options.mailbox)

    @staticmethod
    def check(region):
        """The geometry of a region that another process made; nothing in it is trusted before."""
        if region.size < LANE_DESCRIPTORS_OFFSET or bytes(region.bytes[:8]) != MAGIC:
            raise CorruptChannelError(
                "%s: not a javaipc channel (the magic number is missing)" % region.path)
        halves, words = region.halves, region.words
        version = halves[VERSION_OFFSET >> 2]
        if version != VERSION:
            raise CorruptChannelError(
                "%s: has format version %d, this library has %d; use the same release at both"
                " ends" % (region.path, version, VERSION))
        found = Geometry(
            words[CAPACITY_OFFSET >> 3], words[MAX_MESSAGE_OFFSET >> 3],
            halves[SLOTS_OFFSET >> 2], halves[FLAGS_OFFSET >> 2] & FLAG_MAILBOX != 0)
        if (not found._is_valid() or halves[HEADER_LENGTH_OFFSET >> 2] != found.header_length
                or region.size < found.total_length):
            raise CorruptChannelError(
                "%s: its header is damaged or the object cut short: size=%d, capacity=%d"
                " maxMessage=%d lanes=%d" % (
                    region.path, region.size, found.capacity, found.max_message, found.lanes))
        return found

    def _is_valid(self):
        return (_PAGE <= self.capacity <= _MAX_CAPACITY
                and self.capacity & self.capacity - 1 == 0
                and self.max_message <= longest_message(self.capacity)
                and 1 <= self.lanes <= 256)

    def check_stated(self, address, options):
        """Checks what an end's options state against this, which the channel has."""
        if options.capacity is not None:
            same(address, "capacity", _capacity(address, options), self.capacity)
        if options.max_message is not None:
            same(address, "maxMessage", options.max_message, self.max_message)
        if options.senders is not None:
            same(address, "senders", options.senders, self.lanes)


def _capacity(address, options):
    wanted = options.capacity
    if wanted is None:
        wanted = max(_DEFAULT_CAPACITY, (options.max_message or 0) * 2 + 32)
    if not _LEAST_CAPACITY <= wanted <= _MAX_CAPACITY:
        raise InvalidAddressError(
            "address '%s': capacity=%d is not within 1KiB to 1GiB (a message may have up to half"
            " of it)" % (address, wanted))
    return _round_up(wanted)


def same(address, option, stated, actual):
    """Refuses an option that states what the channel does not have."""
    if stated != actual:
        raise GeometryMismatchError(
            "%s: the address states %s=%d but the channel was created with %s=%d; leave the option"
            " out, or state the same" % (address, option, stated, option, actual))
