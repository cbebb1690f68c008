"""Connections over Unix domain sockets: one socket each, and a handshake before the messages."""

import os
import select
import socket
import struct
import time

from . import greeting, sockets, types
from .connection import Connection, Server
from .errors import (
    ConnectTimeoutError, CorruptChannelError, InvalidAddressError, PeerClosedError)
from .greeting import Answer
from .layout import same
from .stream import LONGEST_MESSAGE, Link, StreamReceiver, StreamSender, await_socket

_STAYS = b"IPCstays"
_USUAL = 1 << 20


def max_message(address, options):
    """The longest message that the options ask for."""
    longest = _USUAL if options.max_message is None else options.max_message
    if longest > LONGEST_MESSAGE:
        raise InvalidAddressError(
            "address '%s': maxMessage=%d is more than this socket carries, which is %d bytes"
            % (address, longest, LONGEST_MESSAGE))
    return longest


def _connection(address, connection, size, longest, on_close=lambda died: None):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, size)
    link = Link(address, connection, longest)
    return Connection(
        address, StreamSender(link, longest), StreamReceiver(link, longest), on_close)


def connect(address, options):
    """A connection to a server."""
    sockets.check_capacity(address, options)
    max_message(address, options)
    name = sockets.name_of(address, options)
    deadline = time.monotonic() + options.connect
    obstacle = "no server was listening"
    pause = 0.0002
    while True:
        peer = sockets.connect(name, options)
        if peer is not None:
            try:
                return _enter(address, options, peer, deadline)
            except PeerClosedError:
                peer.close()
                obstacle = (
                    "the server closed the connection before it answered, because it has too many open files or is closing,")
            except BaseException:
                peer.close()
                raise
        if time.monotonic() >= deadline:
            raise _late(address, options, obstacle)
        time.sleep(pause)
        pause = min(2 * pause, 0.005)


def _late(address, options, obstacle):
    return ConnectTimeoutError(
        "%s: %s within connect=%dms; start the server first, or use a longer connect="
        " on a loaded machine" % (address, obstacle, round(options.connect * 1000)))


def _enter(address, options, peer, deadline):
    answer = _await_answer(address, options, peer, deadline)
    if answer.verdict != greeting.WELCOME:
        raise answer.refusal(address)
    types.compare(address, options.type, answer.reason)
    longest = min(answer.max_message or 0, LONGEST_MESSAGE)
    size = sockets.capacity(answer.capacity if answer.capacity is not None else _USUAL)
    if options.capacity is not None:
        same(address, "capacity", sockets.capacity(options.capacity), size)
    if options.max_message is not None:
        same(address, "maxMessage", options.max_message, longest)
    made = _connection(address, peer, size, longest)
    peer.send(_STAYS, socket.MSG_NOSIGNAL)
    return made


def _await_answer(address, options, peer, deadline):
    come = b""
    wanted = 4
    while len(come) < wanted:
        try:
            part = peer.recv(wanted - len(come))
        except BlockingIOError:
            left = deadline - time.monotonic()
            if left <= 0:
                raise _late(
                    address, options,
                    "the process that listens did not answer; it may be stopped, or be a receiver"
                    " and not a server") from None
            await_socket(peer, select.POLLIN, left)
            continue
        except ConnectionResetError:
            part = b""
        if not part:
            raise PeerClosedError(
                "%s: the server closed the connection without an answer; it is ending, or has too"
                " many open files" % address)
        come += part
        if len(come) == 4 and wanted == 4:
            wanted = 4 + struct.unpack("<i", come)[0]
            if not 4 < wanted <= 4 + greeting.LONGEST_ANSWER:
                raise _stranger(address)
    answer = Answer.parse(come[4:])
    if answer is None:
        raise _stranger(address)
    return answer


def _stranger(address):
    return CorruptChannelError(
        "%s: the peer that answered is not a javaipc server" % address)


def listen(address, options):
    """A server."""
    sockets.check_capacity(address, options)
    longest = max_message(address, options)
    name = sockets.name_of(address, options)
    return Server(address, options, _Door(address, options, longest, name))


class _Door:
    """The listening socket and those who were greeted and have not answered yet."""

    def __init__(self, address, options, longest, name):
        self._address = address
        self._options = options
        self._longest = longest
        self._size = sockets.capacity(
            _USUAL if options.capacity is None else options.capacity)
        self._listener = sockets.Listener(name, options)
        self._greeted = {}
        self._wake, self._woken = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)

    def serve(self, server):
        """Lets in who connects; returns now and then."""
        poll = select.poll()
        poll.register(self._listener.socket, select.POLLIN)
        poll.register(self._wake, select.POLLIN)
        for greeted in self._greeted.values():
            poll.register(greeted[0], select.POLLIN)
        for fd, _ in poll.poll(500):
            if fd == self._listener.socket.fileno():
                connection = self._listener.accept()
                if connection is not None:
                    self._greet(server, connection)
            elif fd in self._greeted:
                self._hear(server, fd)
        now = time.monotonic()
        for fd in [fd for fd, greeted in self._greeted.items() if now > greeted[2]]:
            self._drop(server, fd)

    def _greet(self, server, connection):
        _, uid, gid = sockets.peer_of(connection)
        if not sockets.trusts(self._options, uid, gid):
            self._refuse(
                server, connection, greeting.UNTRUSTED,
                "it does not trust this user; it must be opened with trust=uid: or trust=gid:")
        elif not server.take_place():
            self._refuse(server, connection, greeting.BUSY, server.busy_reason())
        else:
            self._say(connection, Answer(
                greeting.WELCOME, self._size, self._longest, self._options.type or ""))
            self._greeted[connection.fileno()] = [
                connection, b"", time.monotonic() + self._options.connect]

    def _refuse(self, server, connection, verdict, reason):
        server.refused += 1
        self._say(connection, Answer(verdict, reason=reason))
        connection.close()

    @staticmethod
    def _say(connection, answer):
        message = answer.encode()
        try:
            connection.send(struct.pack("<i", len(message)) + message, socket.MSG_NOSIGNAL)
        except OSError:
            pass  # it has gone already, and need not be told

    def _hear(self, server, fd):
        greeted = self._greeted[fd]
        try:
            part = greeted[0].recv(len(_STAYS) - len(greeted[1]))
        except BlockingIOError:
            return
        except OSError:
            part = b""
        greeted[1] += part
        if not part or not _STAYS.startswith(greeted[1]):
            self._drop(server, fd)
        elif greeted[1] == _STAYS:
            del self._greeted[fd]
            server.admit(_connection(
                self._address, greeted[0], self._size, self._longest,
                lambda died: server.give_place()))

    def _drop(self, server, fd):
        self._greeted.pop(fd)[0].close()
        server.refused += 1
        server.give_place()

    def wake(self):
        """Has the thread look whether the server is closed."""
        os.write(self._woken, b"\0")

    def close(self):
        """Gives the name back."""
        for greeted in self._greeted.values():
            greeted[0].close()
        self._listener.close()
        os.close(self._wake)
        os.close(self._woken)
