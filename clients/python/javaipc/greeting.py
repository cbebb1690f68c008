"""What a client and a server say to each other before they are connected."""

import os
import re
import struct

from .errors import (
    AccessRefusedError, ChannelBusyError, IpcError, ResourceLimitError)

HELLO_VERSION = 1
LONGEST_ANSWER = 512
WELCOME, BUSY, LIMIT, REFUSED, UNTRUSTED = range(5)

_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
_ID_LENGTH = 20
_HELLO = struct.Struct("<8si20s")
_ANSWER = struct.Struct("<8siiqq")
_ID = re.compile("[a-z2-7]{20}")


def new_id():
    """An ID of 100 bits, so that it cannot be guessed."""
    return "".join(_ALPHABET[byte & 31] for byte in os.urandom(_ID_LENGTH))


def hello(name):
    """What a client puts into the welcome lane."""
    return _HELLO.pack(b"IPChello", HELLO_VERSION, name.encode("ascii"))


def parse_hello(message):
    """The version and the ID of a hello; None if it is malformed."""
    if len(message) < _HELLO.size:
        return None
    magic, version, name = _HELLO.unpack_from(message)
    name = name.decode("latin-1")
    return (version, name) if (
        magic == b"IPChello" and version > 0 and _ID.fullmatch(name)) else None


class Answer:
    """What the server says: the limits of the connection, or why not."""

    def __init__(self, verdict, capacity=None, max_message=None, reason=""):
        self.verdict = verdict
        self.capacity = capacity
        self.max_message = max_message
        self.reason = reason

    def encode(self):
        """The message."""
        return (_ANSWER.pack(
            b"IPCreply", self.verdict, 0, -1 if self.capacity is None else self.capacity,
            -1 if self.max_message is None else self.max_message)
            + self.reason.encode("utf-8"))[:LONGEST_ANSWER]

    @staticmethod
    def parse(message):
        """The answer; None if it is malformed."""
        if not _ANSWER.size <= len(message) <= LONGEST_ANSWER:
            return None
        magic, verdict, _, capacity, max_message = _ANSWER.unpack_from(message)
        if magic != b"IPCreply" or not WELCOME <= verdict <= UNTRUSTED:
            return None
        reason = bytes(message[_ANSWER.size:]).decode("utf-8", "replace")
        return Answer(
            verdict, capacity if capacity >= 0 else None,
            max_message if max_message >= 0 else None,
            "".join(c if c.isprintable() else "?" for c in reason))

    def refusal(self, server):
        """What a client raises that was not let in."""
        kind = {BUSY: ChannelBusyError, LIMIT: ResourceLimitError,
                UNTRUSTED: AccessRefusedError}.get(self.verdict, IpcError)
        return kind("%s: the server refused this client: %s" % (server, self.reason))
