"""Where the rings of shm: and mmap: lie."""

import os

from . import layout
from .directory import Directory
from .region import Store
from .ringreceiver import open_receiver
from .ringsender import connect


def boot_id():
    """A number that is another one after each start of the machine."""
    with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:
        return int(file.read().strip().replace("-", "")[16:], 16)


def store(address, options, temporary=False):
    """The place of a channel; temporary ones, of connections, go with their receiver."""
    durable = address.scheme == "mmap" and not temporary
    if address.form == "path":
        directory = Directory.of_path(address.name, options)
        name = os.path.basename(address.name)
    else:
        directory = Directory.open(options)
        name = "%s.%s" % (address.name, address.scheme)
    if address.scheme == "mmap" and temporary:
        name += "-lane"
    return Store(
        directory, name, layout.MAGIC, layout.RECEIVER_SLOT_OFFSET, options, durable)


def receiver(address, options, temporary=False):
    """The receiving end."""
    place = store(address, options, temporary)
    return open_receiver(
        address, options, place, place.durable, boot_id() if place.durable else 0)


def sender(address, options, temporary=False):
    """A sending end."""
    place = store(address, options, temporary)
    return connect(address, options, place, place.durable)
