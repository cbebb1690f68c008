"""Channels and connections of javaipc, in pure Python: the other end may be Java, C or Python.

    with javaipc.receiver("shm:orders") as receiver:
        for message in receiver:      # a memoryview, good until the next one
            print(bytes(message))

    with javaipc.sender("shm:orders") as sender:
        sender.send(b"buy 100")
"""

import os as _os
import sys as _sys

if _sys.version_info < (3, 9):  # in words that an old one understands, before it reads a module that it does not
    raise ImportError(
        "javaipc needs Python 3.9 or newer, and this is %d.%d: run the program with a newer interpreter, such as python3.9"
        % _sys.version_info[:2])

from . import process as _process  # first: it leaves last at exit
from . import ends as _ends, kernel as _kernel, region as _region
from . import doors as _doors, lanes as _lanes, rings as _rings, unixchannel as _unixchannel
from . import subscription as _subscription
from .address import CHANNEL_OPTIONS, SERVER_OPTIONS, Address, Options, TopicOptions
from .errors import (
    AccessRefusedError, ChannelBusyError, ChannelClosedError, ConnectTimeoutError,
    CorruptChannelError, GeometryMismatchError, InvalidAddressError, IpcError, MessageTooLongError,
    NoSuchObjectError, PeerClosedError, PeerDiedError, ResourceLimitError, SystemCallError,
    TooSlowError, TransportUnavailableError, TypeMismatchError, WrongKindError)

__version__ = "0.2.0"


def receiver(address):
    """The receiving end of a channel, which makes it."""
    address = Address.parse(address)
    options = Options(address, CHANNEL_OPTIONS)
    return (_unixchannel if address.scheme == "unix" else _rings).receiver(address, options)


def sender(address):
    """A sending end of a channel; waits for its receiver, as long as the option connect says."""
    address = Address.parse(address)
    options = Options(address, CHANNEL_OPTIONS)
    return (_unixchannel if address.scheme == "unix" else _rings).sender(address, options)


def connect(address):
    """A connection to a server; waits for it, as long as the option connect says."""
    address = Address.parse(address)
    options = Options(address, SERVER_OPTIONS)
    return (_doors if address.scheme == "unix" else _lanes).connect(address, options)


def listen(address):
    """A server, whose clients ``accept`` hands out, or a ``for`` over it."""
    address = Address.parse(address)
    options = Options(address, SERVER_OPTIONS)
    return (_doors if address.scheme == "unix" else _lanes).listen(address, options)


def subscribe(address):
    """A subscription to a topic of shm: or mmap:; waits for it, as long as the option connect says."""
    address = Address.parse(address)
    return _subscription.subscribe(address, TopicOptions(address))


def _after_fork_in_child():
    for module in (_ends, _region, _process, _kernel):
        module.after_fork_in_child()


_os.register_at_fork(after_in_child=_after_fork_in_child)
