"""Channels over Unix domain sockets: a socket of the receiver, a connection for each sender."""

import os
import select
import socket
import time

from . import control, faults, sockets, types
from .control import Control
from .directory import Directory
from .doors import max_message
from .ends import End
from .errors import (
    AccessRefusedError, ChannelBusyError, ConnectTimeoutError,
    CorruptChannelError, GeometryMismatchError, IpcError, PeerClosedError, PeerDiedError,
    ResourceLimitError)
from .layout import same
from .region import Store
from .stream import Inlet, Outlet, StreamSender, await_socket
from .waiting import SLICE

_USUAL = 1 << 20
_DEATH_PATIENCE = 1.0
_ENDED_GRACE = 0.5
_SAFE = frozenset(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-@")


def _store(address, options):
    if address.form == "path":
        directory = Directory.of_path(address.name, options)
        name = os.path.basename(address.name)
    else:
        directory = Directory.open(options)
        name = "%s.%s" % (address.name, address.scheme)
        if not _SAFE.issuperset(address.name):
            raise IpcError(
                "address '%s': a channel of an abstract name needs one of A-Z a-z 0-9 . _ - here"
                % address)
    return Store(
        directory, name + "-control", control.MAGIC, control.RECEIVER_SLOT_OFFSET, options)


def receiver(address, options):
    """The receiving end."""
    sockets.check_capacity(address, options)
    longest = max_message(address, options)
    name = sockets.name_of(address, options)
    senders = options.senders or 16
    size = sockets.capacity(_USUAL if options.capacity is None else options.capacity)
    length = control.length(senders)
    region = _store(address, options).create(
        length, length,
        lambda made: Control(made).initialize(
            size, longest, senders, options.mailbox, options.type))
    try:
        listener = sockets.Listener(name, options)
    except BaseException:
        region.unlink()
        region.close()
        raise
    fields = Control(region)
    fields.check()
    made = UnixReceiver(address, options, fields, listener, longest)
    fields.state = control.OPEN
    return made


def sender(address, options):
    """A sending end."""
    return _Joiner(address, options).connect()


class _Joiner:
    def __init__(self, address, options):
        sockets.check_capacity(address, options)
        self._address = address
        self._options = options
        self._name = sockets.name_of(address, options)
        self._store = _store(address, options)
        self._deadline = time.monotonic() + options.connect
        self._obstacle = "no receiver was open"
        self._ended = None

    def connect(self):
        pause = 0.001
        while True:
            region = self._store.open()
            made = None
            if region is not None:
                try:
                    made = self._try_join(Control(region))
                finally:
                    if made is None:
                        region.close()
            if made is not None:
                return made
            self._check_time()
            time.sleep(pause)
            pause = min(2 * pause, 0.01)

    def _check_time(self):
        if time.monotonic() >= self._deadline:
            raise ConnectTimeoutError(
                "%s: %s within connect=%dms; start the receiver first, or use a"
                " longer connect= on a loaded machine"
                % (self._address, self._obstacle, round(self._options.connect * 1000)))

    def _try_join(self, fields):
        fields.check()
        if not self._is_open(fields):
            return None
        self._check_stated(fields)
        while not fields.region.try_lock():
            self._obstacle = "another process held the lock of the name (is it stopped?)"
            self._check_time()
            time.sleep(0.001)
        try:
            return self._join_locked(fields) if self._is_open(fields) else None
        finally:
            fields.region.unlock()
            fields.count_change()
            fields.region.processes.ring(fields.receiver_slot)

    def _is_open(self, fields):
        state, slot = fields.state, fields.receiver_slot
        ended = state == control.ENDED and fields.region.processes.is_alive(slot)
        if not ended or self._ended is None or self._ended[0] != slot:
            self._ended = (slot, time.monotonic()) if ended else None
        elif time.monotonic() - self._ended[1] >= _ENDED_GRACE:
            raise PeerClosedError(
                "%s: the stream has ended: its last sender has closed, and the receiver, which"
                " still holds the name, accepts no more (end=last); let the receiver open the channel"
                " with end=never if senders come and go" % self._address)
        if state != control.OPEN:
            self._obstacle = "the receiver had ended or closed the channel and no new one came"
        return state == control.OPEN

    def _check_stated(self, fields):
        options = self._options
        if options.capacity is not None:
            same(self._address, "capacity", sockets.capacity(options.capacity), fields.capacity)
        if options.max_message is not None:
            same(self._address, "maxMessage", options.max_message, fields.max_message)
        if options.senders is not None:
            same(self._address, "senders", options.senders, fields.senders)
        types.check(
            fields.region, control.type_offset(fields.senders), self._address, options.type)
        if not fields.framed:
            raise GeometryMismatchError(
                "%s: the address states framing=length but the channel was created with"
                " framing=none" % self._address)

    def _join_locked(self, fields):
        place = self._free_place(fields)
        if place is None:
            return None
        connection = sockets.connect(self._name, self._options)
        if connection is None:
            self._obstacle = "the receiver did not have its socket open"
            return None
        try:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, fields.capacity)
            watch = fields.region.processes.watch(fields.receiver_slot)
        except BaseException:
            connection.close()
            raise
        link = _SeatLink(self._address, fields, watch, connection)
        link.place, link.generation = place, fields.join(place)
        return UnixSender(link, fields.max_message)

    def _free_place(self, fields):
        changes = False
        for place in range(fields.senders):
            state, _, slot = fields.seat(place)
            if state == control.FREE:
                return place
            changes = changes or state == control.BROKEN_OFF or (
                not fields.region.processes.is_alive(slot))
        if not changes:
            raise ChannelBusyError(
                "%s: all senders=%d places are in use; close a sender, or let the receiver open"
                " the channel with a larger senders=" % (self._address, fields.senders))
        self._obstacle = "the receiver did not read what an earlier sender left"
        return None


class _SeatLink:
    """A sender's connection and its place in the control region."""

    died = False

    def __init__(self, address, fields, watch, connection):
        self.address = str(address)
        self.socket = connection
        self.outlet = Outlet(connection, self.address)
        self.fields = fields
        self.watch = watch
        self.place = self.generation = 0
        self._next_look = 0.0

    def check(self):
        """Raises if the receiver is gone."""
        now = time.monotonic()
        alive = True
        if now >= self._next_look:
            self._next_look = now + SLICE
            faults.look((self.fields.region,))
            alive = self.watch.is_alive()
        if not alive or self.fields.state != control.OPEN:
            raise self.gone()

    def gone(self):
        """How the receiver ended. A dying process closes its socket a little before its lock."""
        deadline = time.monotonic() + _DEATH_PATIENCE
        while True:
            state = self.fields.state
            if state in (control.CLOSED, control.ENDED):
                return PeerClosedError(
                    "%s: the receiver has closed the channel; messages it had not read are lost"
                    % self.address)
            if not self.watch.is_alive():
                return PeerDiedError(
                    "%s: the receiver, %s, died; messages it had not read are lost: reopen the"
                    " channel and send them again" % (self.address, self.watch.description))
            if state != control.OPEN:
                return CorruptChannelError(
                    "%s: its control region is damaged: state=%d is not within 1 to 3; close this"
                    " end and reopen it" % (self.address, state))
            if time.monotonic() > deadline:
                return self._cut_off()
            time.sleep(0.001)

    def _cut_off(self):
        try:
            if self.socket.recv(1) == b"R":
                return AccessRefusedError(
                    "%s: the receiver does not trust this user; it must be opened with trust=uid:"
                    " or trust=gid:" % self.address)
        except OSError:
            pass
        return PeerClosedError(
            "%s: the receiver lives and has cut this sender off: what came of it was not a message, or"
            " the kernel's object was removed; messages it had not read are lost" % self.address)

    def wait(self, events, seconds):
        """Sleeps until there may be room."""
        await_socket(self.socket, events, seconds)
        self.outlet.flush()

    def leave(self):
        """Gives the place back when all that was sent is out."""
        fields = self.fields
        try:
            self.outlet.linger()
            state, generation, _ = fields.seat(self.place)
            if state == control.JOINED and generation == self.generation:
                fields.put_seat(
                    self.place, control.BROKEN_OFF if self.outlet.unsent else control.FREE)
                fields.count_change()
            fields.region.processes.ring(self.watch.slot)
        finally:
            self.watch.close()
            fields.region.close()
            self.socket.close()


class UnixSender(StreamSender):
    """Sends messages to one receiver over a socket."""

    def __init__(self, link, longest):
        super().__init__(link, longest)
        self._regions = (link.fields.region,)
        self._sent = link.fields.sent(link.place)
        self._outlet = link.outlet
        self._put_sent = link.fields.counter(link.place)

    def _offer(self, message):
        self._link.check()
        sent = self._outlet.offer(message)
        if sent is None:
            raise self._link.gone()
        if sent:
            self._sent = count = self._sent + 1
            self._put_sent(count)
        return sent

    def _pause(self, left):
        self._link.wait(select.POLLOUT, SLICE if left is None else max(0.0, min(left, SLICE)))
        if self._closing:
            raise self._closed_error()

    def _leave(self):
        self._link.leave()


class _Guest:
    """A sender's connection."""

    def __init__(self, connection, name, longest):
        self.inlet = Inlet(connection, name, longest, False)
        self.taken = self.mark = 0


class _Place:
    """A sender's place, as the receiver knows it."""

    def __init__(self):
        self.watch = None
        self.generation = 0
        self.marked = False


class UnixReceiver(End):
    """Receives the messages of all senders of a socket."""

    def __init__(self, address, options, fields, listener, longest):
        super().__init__(address)
        self.max_message = longest
        self.died_senders = 0
        self.ended = False
        self._options = options
        self._mailbox = options.mailbox
        self._fields = fields
        self._regions = (fields.region,)
        self._listener = listener
        self._places = [_Place() for _ in range(fields.senders)]
        self._guests = []
        self._turn = 0
        self._received = 0
        self._seen = 0
        self._unsettled = self._attention = self._starved = False
        self._next_look = 0.0

    def receive(self, timeout=None):
        """The next message, as a memoryview that is good until the next call; None at the end."""
        self._enter()
        try:
            deadline = None if timeout is None else time.monotonic() + timeout
            empty = False
            while True:
                message = self._look(empty)
                if message is not None or self.ended:
                    return message
                if empty:
                    left = SLICE if deadline is None else min(SLICE, deadline - time.monotonic())
                    if left <= 0:
                        raise TimeoutError(
                            "%s: no message came within timeout=%ss" % (self.address, timeout))
                    self._sleep(left)
                    self._check_memory()
                    if self._closing:
                        raise self._closed_error()
                empty = True
        finally:
            self._exit()

    def poll(self):
        """The next message if there is one now, else None; see ``ended``."""
        self._enter()
        try:
            self._look_sometimes()
            message = self._look(False)
            return self._look(True) if message is None and not self.ended else message
        finally:
            self._exit()

    def __iter__(self):
        return self

    def __next__(self):
        message = self.receive()
        if message is None:
            raise StopIteration
        return message

    def _look(self, empty):
        self._update(empty)
        if self.ended:
            return None
        message = self._read_any()
        if message is None and self._accept():
            message = self._read_any()
        return message

    def _read_any(self):
        guests = self._guests
        for _ in range(len(guests)):
            self._turn = turn = self._turn + 1 if self._turn + 1 < len(guests) else 0
            message = self._read(guests[turn])
            if message is not None:
                self._received += 1
                self._fields.put_counts(self._received, self.died_senders)
                return message
        return None

    def _read(self, guest):
        try:
            message = guest.inlet.next()
        except CorruptChannelError:
            self._drop(guest)
            raise
        if message is not None:
            guest.taken += 4 + len(message)
        elif guest.inlet.over:
            self._drop(guest)
        return message

    def _drop(self, guest):
        self._guests = [other for other in self._guests if other is not guest]
        guest.inlet.socket.close()

    def _accept(self):
        """Takes the connections that wait, of users who are trusted; whether there were any."""
        before = len(self._guests)
        self._starved = False
        while len(self._guests) < 2 * len(self._places):
            try:
                connection = self._listener.accept()
            except ResourceLimitError:
                self._starved = True  # it waits, with what it has sent, and is tried again
                break
            if connection is None:
                break
            _, uid, gid = sockets.peer_of(connection)
            if sockets.trusts(self._options, uid, gid):
                self._guests.append(_Guest(connection, self._listener.path, self.max_message))
            else:
                try:
                    connection.send(b"R", socket.MSG_NOSIGNAL)
                except OSError:
                    pass  # it has gone already, and need not be told
                connection.close()
        return len(self._guests) > before

    def _sleep(self, seconds):
        poll = select.poll()
        if not self._starved:
            poll.register(self._listener.socket, select.POLLIN)
        for guest in self._guests:
            poll.register(guest.inlet.socket, select.POLLIN)
        poll.poll(max(1, int(min(seconds, 0.001 if self._unsettled else SLICE) * 1000)))
        self._look_sometimes()

    def _look_sometimes(self):
        now = time.monotonic()
        if now >= self._next_look:
            self._next_look = now + SLICE
            faults.look(self._regions)
            self._attention = True

    def _update(self, empty):
        """Takes notice of who has joined, left and died."""
        changes = self._fields.changes
        if changes == self._seen and not self._unsettled and not self._attention:
            return
        self._fields.region.fences.full()
        self._unsettled = True  # first: what an error cuts short is done by the next call
        self._attention = False
        self._accept()
        for index, place in enumerate(self._places):
            self._follow(index, place)
        seen_all = changes == self._seen
        self._seen = changes
        if self._starved:
            return  # what waits may be of one that has left or died meanwhile
        settled = True
        for index, place in enumerate(self._places):
            if place.watch is not None and (
                    self._fields.seat(index)[0] == control.BROKEN_OFF
                    or not place.watch.is_alive()):
                settled = self._settle(index, place) and settled
        self._unsettled = not settled
        if (not self._mailbox and not self.ended and self._fields.joins != 0
                and all(place.watch is None for place in self._places)):
            self._unsettled = True  # until all is read, and nobody has joined
            if empty and seen_all:
                self._decide_end()

    def _follow(self, index, place):
        state, generation, slot = self._fields.seat(index)
        taken = state != control.FREE
        if place.watch is not None and not (taken and generation == place.generation):
            self._clear(place)
        if taken and place.watch is None:
            place.watch = self._fields.region.processes.try_watch(slot)
            place.generation = generation
            if place.watch is None:
                self._starved = True

    @staticmethod
    def _clear(place):
        place.watch.close()
        place.watch = None
        place.marked = False

    def _settle(self, index, place):
        """Frees the place of one that died, when everything that had come by then is taken."""
        if not place.marked:
            place.marked = True
            for guest in self._guests:
                guest.mark = guest.taken + guest.inlet.pending()
        if any(guest.taken < guest.mark for guest in self._guests):
            return False
        region = self._fields.region
        if not region.try_lock():
            return False
        try:
            state, generation, _ = self._fields.seat(index)
            left = state == control.FREE or generation != place.generation
            if not left:
                self._fields.put_seat(index, control.FREE)
                self._fields.count_change()
        finally:
            region.unlock()
        description = place.watch.description
        self._clear(place)
        self._attention = True
        if not left:
            self.died_senders += 1
            self._fields.put_counts(self._received, self.died_senders)
            if not self._mailbox:
                raise PeerDiedError(
                    "%s: a sender, %s, died without closing; everything it had committed"
                    " was received, but the stream may be incomplete" % (self.address, description))
        return True

    def _decide_end(self):
        region = self._fields.region
        if region.try_lock():
            try:
                self.ended = self._fields.changes == self._seen
                if self.ended:
                    self._fields.state = control.ENDED
                    self._unsettled = False
            finally:
                region.unlock()

    def _wake_user(self):
        """Its waits are short."""

    def _leave(self):
        fields = self._fields
        region = fields.region
        try:
            for guest in list(self._guests):
                self._drop(guest)
            fields.state = control.CLOSED
            self._listener.close()
            region.unlink()
            for index, place in enumerate(self._places):
                state, _, slot = fields.seat(index)
                if state == control.JOINED:
                    region.processes.ring(slot)
                if place.watch is not None:
                    self._clear(place)
        finally:
            region.close()
