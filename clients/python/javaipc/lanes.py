"""Connections over rings: each direction is a channel of one sender, and a mailbox is the door."""

import collections
import random
import re
import time

from . import greeting, rings
from .address import CHANNEL_OPTIONS, Options
from .connection import Connection, Server
from .errors import (
    ChannelBusyError, ConnectTimeoutError, CorruptChannelError, InvalidAddressError, IpcError,
    PeerClosedError, PeerDiedError, ResourceLimitError)
from .greeting import Answer

_AT_THE_DOOR = 0.02
_PRESENCE = 1.0
_PAUSE = 1.0
_LONGEST_DYING = 5.0
_SMALL = "256KiB"
_MOST_IDS = 4096


class _Lanes:
    """The channels of one server: their names and options."""

    def __init__(self, address, options):
        self.address = address
        self.options = options

    def door(self):
        return self.address.derive(self.address.name)

    def welcome(self):
        return self.address.derive(
            self.address.name, capacity="4KiB", maxMessage="512", senders="256", end="never",
            wait="park")

    def answer(self, name):
        return self._lane(
            name, ".hi", capacity="4KiB", maxMessage="512", senders="1", wait="park")

    def direction(self, name, suffix, capacity, max_message):
        return self._lane(
            name, suffix, senders="1",
            capacity=None if capacity is None else str(capacity),
            maxMessage=None if max_message is None else str(max_message))

    def _lane(self, name, suffix, **options):
        directory, slash, last = self.address.name.rpartition("/")
        prefix = last[:32]
        if slash:
            prefix = re.sub("[^A-Za-z0-9._-]", "_", prefix)
        return self.address.derive(directory + slash + prefix + "." + name + suffix, **options)


def _receiver(address):
    if "capacity" not in address.options and "maxMessage" not in address.options:
        address.options["capacity"] = _SMALL
    return rings.receiver(address, Options(address, CHANNEL_OPTIONS), True)


def _sender(address, seconds):
    address.options["connect"] = "%dms" % min(max(1, int(seconds * 1000)), 999_999_999)
    return rings.sender(address, Options(address, CHANNEL_OPTIONS), True)


def _remove(address, died):
    """Removes what a dead receiver left of a lane; the locks of a dying one do not go at once."""
    deadline = time.monotonic() + (_LONGEST_DYING if died else 0)
    place = rings.store(address, Options(address, CHANNEL_OPTIONS), True)
    while not place.remove_leftover() and time.monotonic() < deadline:
        time.sleep(0.001)


def connect(address, options):
    """A connection to a server."""
    return _Client(_Lanes(address, options)).connect()


class _Client:
    def __init__(self, lanes):
        self._lanes = lanes
        self._server = lanes.address
        self._limit = lanes.options.connect
        self._deadline = time.monotonic() + self._limit

    def _left(self, most=None):
        left = max(0.0, self._deadline - time.monotonic())
        return left if most is None else min(left, most)

    def connect(self):
        ended = None
        while True:
            try:
                connection = self._try_once()
                if connection is not None:
                    return connection
            except PeerClosedError as e:
                ended = e
            if self._left() == 0:
                raise ended or self._late(
                    "the server did not answer; it may be stopped, or be a receiver and not a"
                    " server")

    def _late(self, what):
        return ConnectTimeoutError(
            "%s: within connect=%dms %s" % (self._server, round(self._limit * 1000), what))

    def _try_once(self):
        name = greeting.new_id()
        with self._open_door() as door:
            answers = _receiver(self._lanes.answer(name))
            if not self._knock(door, name, answers):
                return None
        with answers:
            answer = self._await_answer(answers, name)
            return None if answer is None else self._enter(name, answer, answers)

    def _knock(self, door, name, answers=None):
        try:
            door.send(greeting.hello(name), self._left())
            return True
        except PeerClosedError:
            if answers is not None:
                answers.close()
            time.sleep(self._left(_AT_THE_DOOR))
            return False
        except BaseException as e:
            if answers is not None:
                answers.close()
            if isinstance(e, TimeoutError) and not isinstance(e, IpcError):
                raise self._late("the server did not read; is it stopped?") from e
            raise

    def _open_door(self):
        pause = 0.005
        while True:
            try:
                return _sender(self._lanes.door(), self._left(_AT_THE_DOOR))
            except ChannelBusyError:
                if self._left() == 0:
                    raise
            except ConnectTimeoutError as e:
                if self._left() == 0:
                    raise ConnectTimeoutError(
                        "%s: no server answered within connect=%dms: none is running,"
                        " or it did not read what earlier clients had left, or a stopped process holds the lock of its name; start the server first, or use a longer"
                        " connect= on a loaded machine" % (self._server, round(self._limit * 1000))) from e
            time.sleep(self._left(random.uniform(0, pause)))
            pause = min(2 * pause, 0.2)

    def _await_answer(self, answers, name):
        while True:
            try:
                message = answers.receive(self._left(_PAUSE))
                if message is None:
                    return None
                answer = Answer.parse(message)
                if answer is None:
                    raise CorruptChannelError(
                        "%s: the peer that answered is not a server" % self._server)
                return answer
            except PeerDiedError:
                return None
            except TimeoutError:
                if self._left() == 0:
                    return None
            with self._open_door() as door:
                self._knock(door, name)

    def _enter(self, name, answer, answers):
        if answer.verdict != greeting.WELCOME:
            raise answer.refusal(self._server)
        lanes = self._lanes
        stated = lanes.options
        up = lanes.direction(name, ".up", stated.capacity, stated.max_message)
        try:
            sender = _sender(up, self._left(_PRESENCE))
        except ConnectTimeoutError as e:
            raise PeerClosedError(
                "%s: the server went away while this client was connecting; try again"
                % self._server) from e
        receiver = None
        connected = False
        try:
            try:
                receiver = _receiver(
                    lanes.direction(name, ".down", answer.capacity, answer.max_message))
            except InvalidAddressError as e:
                raise CorruptChannelError(
                    "%s: the server requested invalid limits: %s" % (self._server, e)) from e
            sender.send(b"")
            self._await_welcome(receiver, answers)
            connected = True
            return Connection(
                self._server, sender, receiver, lambda died: _remove(up, died))
        finally:
            if not connected:
                sender.close()
                if receiver is not None:
                    receiver.close()
                _remove(up, False)

    def _await_welcome(self, receiver, answers):
        while True:
            try:
                first = receiver.receive(self._left(0.05))
                break
            except TimeoutError:
                over = self._is_over(answers)
                first = receiver.poll()
                if first is not None:
                    break
                if over:
                    raise PeerClosedError(
                        "%s: the server broke off while this client was connecting; try again"
                        % self._server) from None
                if self._left() == 0:
                    raise self._late("the server did not accept the connection") from None
        if first is None or len(first) != 0:
            raise CorruptChannelError(
                "%s: malformed first message from the server" % self._server)

    @staticmethod
    def _is_over(answers):
        while answers.poll() is not None:
            pass
        return answers.ended


def listen(address, options):
    """A server."""
    lanes = _Lanes(address, options)
    return Server(address, options, _Door(lanes))


class _Door:
    """The welcome lane, read by the server's thread."""

    def __init__(self, lanes):
        self._lanes = lanes
        self._receiver = _receiver(lanes.welcome())
        self._recent = collections.OrderedDict()

    def serve(self, server):
        """Lets in who knocks; returns now and then."""
        try:
            message = self._receiver.receive(0.5)
        except TimeoutError:
            return
        said = greeting.parse_hello(message) if message is not None else None
        if said is None:
            server.refused += 1
            return
        version, name = said
        if name in self._recent:
            return
        self._recent[name] = True
        if len(self._recent) > _MOST_IDS:
            self._recent.popitem(last=False)
        try:
            greeted = _greet(server, self._lanes, version, name)
        except (IpcError, TimeoutError):
            greeted = False  # the client has gone, or is told by what it does not get
        if not greeted:
            self._recent.pop(name, None)
            server.refused += 1

    def wake(self):
        """Has the thread look whether the server is closed."""
        self._receiver._closing = True
        self._receiver._wake_user()

    def close(self):
        """Gives the name back."""
        self._receiver.close()


def _greet(server, lanes, version, name):
    answer = lanes.answer(name)
    try:
        with _sender(answer, _PRESENCE) as answers:
            return _greet_on(server, lanes, version, name, answers)
    finally:
        _remove(answer, False)


def _greet_on(server, lanes, version, name, answers):
    if version != greeting.HELLO_VERSION:
        reason = ("it uses version %d of the handshake, this server version %d; use the same"
                  " release of javaipc at both ends" % (version, greeting.HELLO_VERSION))
        answers.send(Answer(greeting.REFUSED, reason=reason).encode(), _PRESENCE)
        return False
    if not server.take_place():
        answers.send(Answer(greeting.BUSY, reason=server.busy_reason()).encode(), _PRESENCE)
        return False
    connected = False
    try:
        connected = _let_in(server, lanes, name, answers)
    finally:
        if not connected:
            server.give_place()
    return connected


def _let_in(server, lanes, name, answers):
    stated = lanes.options
    try:
        receiver = _receiver(lanes.direction(name, ".up", stated.capacity, stated.max_message))
    except IpcError as e:
        verdict = greeting.LIMIT if isinstance(e, ResourceLimitError) else greeting.REFUSED
        answers.send(Answer(verdict, reason=str(e)).encode(), _PRESENCE)
        return False
    down = lanes.direction(name, ".down", stated.capacity, stated.max_message)
    sender = None
    connected = False
    try:
        answers.send(
            Answer(
                greeting.WELCOME, stated.capacity, stated.max_message, stated.type or "").encode(), _PRESENCE)
        first = receiver.receive(2 * _PRESENCE)
        if first is None or len(first) != 0:
            raise CorruptChannelError(
                "%s: malformed first message from a client"
                % lanes.address)
        sender = _sender(down, _PRESENCE)
        sender.send(b"")
        connected = True
    finally:
        if not connected:
            receiver.close()
            if sender is not None:
                sender.close()
            _remove(down, False)

    def forget(died):
        _remove(down, died)
        server.give_place()

    server.admit(Connection(lanes.address, sender, receiver, forget))
    return True
