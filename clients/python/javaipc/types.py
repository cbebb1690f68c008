"""The type that an end states for its messages, in a region: its length, 4 bytes, and its letters."""

from .address import is_type
from .errors import CorruptChannelError, TypeMismatchError

SIZE = 104


def put(region, offset, stated):
    """Writes what a receiver states, before senders can join; one that states none changes nothing."""
    if stated is not None:
        letters = stated.encode("ascii")
        region.bytes[offset + 4:offset + 4 + len(letters)] = letters
        region.halves[offset >> 2] = len(letters)


def check(region, offset, address, stated):
    """Compares what an end states with what the region has; who states nothing agrees with all."""
    if stated is None or region.size < offset + SIZE:
        return
    length = region.halves[offset >> 2]
    if length == 0:
        return
    letters = bytes(region.bytes[offset + 4:offset + 4 + min(length, SIZE - 4)]).decode("latin-1")
    if length > SIZE - 4 or not is_type(letters):
        raise CorruptChannelError(
            "%s: its header is damaged: the type of its messages is not 1 to 100 printable ASCII"
            " characters without a space, '&' and '='" % region.path)
    compare(address, stated, letters)


def compare(address, stated, actual):
    """Refuses another type; None or nothing is any."""
    if stated and actual and stated != actual:
        raise TypeMismatchError(
            "%s: its messages are of the type %s, and this end has type=%s; use the same codec and"
            " version of the schema at both ends" % (address, actual, stated))
