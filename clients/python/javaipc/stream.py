"""Messages over a stream socket: each has its length before it, 4 bytes little-endian."""

import errno
import fcntl
import select
import socket
import struct
import termios
import time

from . import kernel
from .ends import End
from .errors import CorruptChannelError, MessageTooLongError, PeerClosedError, PeerDiedError
from .messages import flat

LONGEST_MESSAGE = 1 << 30
FAREWELL = struct.pack("<i", -1) + b"IPCclose"
_BUFFER = 64 << 10
_FRAME = struct.Struct("<i")
_SMALL = 16 << 10
_LINGER = 2.0
_GONE = (errno.EPIPE, errno.ECONNRESET)


class Inlet:
    """What has come over one socket and is not received yet. Never waits."""

    def __init__(self, connection, name, max_message, farewells):
        self.socket = connection
        self.name = name
        self.max_message = max_message
        self.farewells = farewells
        self.over = False
        self.farewell = False
        self.cut = 0
        self._buffer = bytearray(min(_BUFFER, max(max_message + 4, 12)))
        self._view = memoryview(self._buffer)
        self._begin = self._end = 0

    def next(self):
        """The next message as a view, which is taken; None if none is whole."""
        while True:
            have = self._end - self._begin
            needed = 4
            if have >= 4:
                length = _FRAME.unpack_from(self._buffer, self._begin)[0]
                if length == -1 and self.farewells:
                    if have >= 12:
                        self._see_farewell()
                        return None
                    needed = 12
                elif 0 <= length <= self.max_message:
                    needed = 4 + length
                    if have >= needed:
                        begin = self._begin + 4
                        self._begin += needed
                        return self._view[begin:begin + length].toreadonly()
                else:
                    raise CorruptChannelError(
                        "%s: malformed frame: length=%d is not within 0 to maxMessage=%d; the peer"
                        " speaks another protocol (framing=none?) or was damaged"
                        % (self.name, length, self.max_message))
            if not self._fill(needed):
                return None

    def _see_farewell(self):
        if bytes(self._view[self._begin:self._begin + 12]) != FAREWELL:
            raise CorruptChannelError(
                "%s: malformed frame: length=-1; the peer speaks another protocol" % self.name)
        self.farewell = self.over = True

    def _fill(self, needed):
        if self.over:
            return False
        have = self._end - self._begin
        if have == 0:
            self._begin = self._end = 0
        if self._begin + needed > len(self._buffer) or self._end == len(self._buffer):
            buffer = self._buffer
            if needed > len(buffer):
                buffer = bytearray(max(needed, min(2 * needed, self.max_message + 4)))
            view = memoryview(buffer)
            view[:have] = bytes(self._view[self._begin:self._end])
            self._buffer, self._view = buffer, view
            self._begin, self._end = 0, have
        try:
            count = self.socket.recv_into(self._view[self._end:])
        except BlockingIOError:
            return False
        except OSError as e:
            if e.errno not in _GONE:
                raise kernel.failed(e, "recv", self.name) from e
            count = 0
        if count == 0:
            self.over = True
            self.cut = self._end - self._begin
            return False
        self._end += count
        return True

    def pending(self):
        """How many bytes have come and are not taken."""
        return self._end - self._begin + readable(self.socket)

    def ends_in_farewell(self):
        """Whether what has come ends so; it stays to be received."""
        count = readable(self.socket)
        tail = bytes(self._view[self._begin:self._end])[-12:]
        if count:
            tail += self.socket.recv(count, socket.MSG_PEEK)[-12:]
        return self.farewell or tail.endswith(FAREWELL)

    def drop(self):
        """Reads and drops what has come, so that a peer that waits for room notices the end."""
        try:
            while self.socket.recv(_BUFFER):
                pass
        except OSError:
            pass


def readable(connection):
    """How many bytes can be read now."""
    return struct.unpack("i", fcntl.ioctl(connection, termios.FIONREAD, b"\0\0\0\0"))[0]


class Outlet:
    """Frames into a socket. A message of which a part is out counts as sent: its rest is kept."""

    def __init__(self, connection, name):
        self.socket = connection
        self.name = name
        self._rest = memoryview(b"")

    def offer(self, message):
        """Sends a message: True if it is sent, False if there is no room, None if the reading end is closed."""
        if self._rest:
            flushed = self.flush()
            if not flushed:
                return flushed
        size = len(message)
        head = _FRAME.pack(size)
        if size <= _SMALL:
            # One copy, and half of what a list of two parts costs Python and the kernel.
            data = head + message if type(message) is bytes else b"".join((head, message))
            return self._write(data)
        return self._write_parts(head, message)

    def put(self, data):
        """Sends bytes now, or with the next flush."""
        if self._rest:
            self._rest = memoryview(bytes(self._rest) + data)
        elif self._write(data) is False:
            self._rest = memoryview(data)

    def _write(self, data):
        try:
            count = self.socket.send(data, socket.MSG_NOSIGNAL)
        except OSError as e:
            return self._refused(e)
        if count < len(data):
            self._rest = memoryview(data)[count:]
        return True

    def _write_parts(self, head, message):
        try:
            count = self.socket.sendmsg((head, message), (), socket.MSG_NOSIGNAL)
        except OSError as e:
            return self._refused(e)
        if count < len(head) + len(message):
            self._rest = memoryview(b"".join((head, message)))[count:]
        return True

    def _refused(self, error):
        if isinstance(error, BlockingIOError):
            return False
        if error.errno in _GONE:
            return None
        raise kernel.failed(error, "send", self.name) from error

    def flush(self):
        """Goes on with the rest of a message: True if all is out."""
        while self._rest:
            try:
                count = self.socket.send(self._rest, socket.MSG_NOSIGNAL)
            except BlockingIOError:
                return False
            except OSError as e:
                if e.errno in _GONE:
                    self._rest = memoryview(b"")
                    return None
                raise kernel.failed(e, "send", self.name) from e
            self._rest = self._rest[count:]
        return True

    @property
    def unsent(self):
        """How many bytes of a message are still to go out."""
        return len(self._rest)

    def linger(self):
        """Waits until all is out, as long as the peer goes on reading."""
        deadline = time.monotonic() + _LINGER
        while not self.flush() and self._rest:
            left = len(self._rest)
            await_socket(self.socket, select.POLLOUT, 0.05)
            if self.flush() is None:
                return
            if len(self._rest) < left:
                deadline = time.monotonic() + _LINGER
            elif time.monotonic() > deadline:
                return


def await_socket(connection, events, seconds):
    """Sleeps until something can be read or written, or the time is over."""
    poll = select.poll()
    poll.register(connection, events)
    poll.poll(None if seconds is None else max(1, int(seconds * 1000 + 0.999)))


class Link:
    """One connected socket and what both ends of this side know of the peer."""

    def __init__(self, address, connection, max_message):
        self.address = str(address)
        self.socket = connection
        self.inlet = Inlet(connection, self.address, max_message, True)
        self.outlet = Outlet(connection, self.address)
        self.died = False
        self.deaf = False
        self._ends = 2

    def death(self):
        """That the peer has gone without a farewell."""
        cut = self.inlet.cut
        return PeerDiedError(
            "%s: the peer left without closing: it died or was disconnected%s" % (
                self.address, "; of a last message only %d bytes had arrived" % cut if cut else ""))

    def gone(self):
        """What a sender raises whose peer does not read any more."""
        if self.died or self._has_died():
            return self.death()
        return PeerClosedError(
            "%s: the peer has closed its receiving end; messages it had not received are lost"
            % self.address)

    def _has_died(self):
        for _ in range(2):  # what came last may be on its way just now
            poll = select.poll()
            poll.register(self.socket, 0)
            hung_up = any(events & select.POLLHUP for _, events in poll.poll(0))
            if self.deaf or not hung_up or self.inlet.ends_in_farewell():
                return False
            time.sleep(0.001)
        return True

    def wait(self, events, seconds):
        """Sleeps, and meanwhile goes on with what is begun."""
        if self.outlet.unsent:
            events |= select.POLLOUT
        await_socket(self.socket, events, seconds)
        self.outlet.flush()

    def release(self):
        """One of both ends is closed."""
        self._ends -= 1
        if self._ends == 0:
            self.socket.close()


class StreamSender(End):
    """Sends to the peer of a connection over a socket."""

    def __init__(self, link, max_message):
        super().__init__(link.address)
        self.max_message = max_message
        self._link = link
        self._claim = None

    def send(self, message, timeout=None):
        """Sends a message; TimeoutError if nothing of it is out within so many seconds."""
        message = flat(message)
        self._check_length(len(message))
        self._enter()
        try:
            deadline = None if timeout is None else time.monotonic() + timeout
            while not self._offer(message):
                left = None if deadline is None else deadline - time.monotonic()
                if left is not None and left <= 0:
                    raise TimeoutError(
                        "%s: there was no room within timeout=%ss" % (self.address, timeout))
                self._pause(left)
            outlet = self._link.outlet
            while outlet.unsent and (deadline is None or time.monotonic() < deadline):
                self._pause(None if deadline is None else deadline - time.monotonic())
        finally:
            self._exit()

    def offer(self, message):
        """Sends a message if there is room now; whether it did."""
        message = flat(message)
        self._check_length(len(message))
        self._enter()
        try:
            return self._offer(message)
        finally:
            self._exit()

    def claim(self, length, timeout=None):
        """Room for a message, to be written and committed; over a socket it is memory of this process."""
        self._check_length(length)
        self._claim = StreamClaim(self, length)
        return self._claim

    def sync(self):
        """Does nothing: a socket has no medium."""

    def _offer(self, message):
        if self._link.died:
            raise self._link.death()
        sent = self._link.outlet.offer(message)
        if sent is None:
            raise self._link.gone()
        return sent

    def _pause(self, left):
        self._link.wait(select.POLLOUT, 0.2 if left is None else max(0.0, min(left, 0.2)))
        if self._closing:
            raise self._closed_error()

    def _check_length(self, length):
        if length > self.max_message:
            raise MessageTooLongError(
                "%s: the message is too long: length=%d maxMessage=%d; send it in parts, or let the"
                " receiver open the channel with a larger maxMessage"
                % (self.address, length, self.max_message))
        if length < 0:
            raise ValueError("length=%d is negative" % length)
        if self._claim is not None:
            raise RuntimeError(
                "%s: the last claim was neither committed nor aborted; commit or abort it first"
                % self.address)

    def _wake_user(self):
        """Its waits are short."""

    def _leave(self):
        link = self._link
        try:
            link.outlet.put(FAREWELL)
            link.outlet.linger()
            link.socket.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # the peer has gone
        finally:
            link.release()


class StreamClaim:
    """Room for one message, as a claim of a ring."""

    def __init__(self, sender, length):
        self._sender = sender
        self.view = memoryview(bytearray(length))

    def commit(self, length=None):
        """Sends what was written, or its beginning."""
        size = len(self.view)
        length = size if length is None else length
        if not 0 <= length <= size:
            raise ValueError("length=%d is not within 0 to %d, which was claimed" % (length, size))
        sender = self._take()
        sender.send(self.view[:length])

    def abort(self):
        """Nothing is sent."""
        self._take()

    def _take(self):
        sender = self._sender
        if sender._claim is not self:
            raise RuntimeError("%s: this claim is committed or aborted already" % sender.address)
        sender._claim = None
        return sender

    def __enter__(self):
        return self.view

    def __exit__(self, kind, *unused):
        if self._sender._claim is self:
            if kind is None:
                self.commit()
            else:
                self.abort()


class StreamReceiver(End):
    """Receives from the peer of a connection over a socket."""

    def __init__(self, link, max_message):
        super().__init__(link.address)
        self.max_message = max_message
        self._link = link

    @property
    def ended(self):
        """Whether the peer has closed and all that it sent is received."""
        return self._link.inlet.over

    @property
    def died_senders(self):
        """1 if the peer has died."""
        return int(self._link.died)

    def receive(self, timeout=None):
        """The next message, as a memoryview that is good until the next call; None at the end."""
        self._enter()
        try:
            deadline = None if timeout is None else time.monotonic() + timeout
            while True:
                message = self._next()
                if message is not None or self._link.inlet.over:
                    return message
                left = 0.2 if deadline is None else min(0.2, deadline - time.monotonic())
                if left <= 0:
                    raise TimeoutError(
                        "%s: no message came within timeout=%ss" % (self.address, timeout))
                self._link.wait(select.POLLIN, left)
                if self._closing:
                    raise self._closed_error()
        finally:
            self._exit()

    def poll(self):
        """The next message if there is one now, else None; see ``ended``."""
        self._enter()
        try:
            return self._next()
        finally:
            self._exit()

    def _next(self):
        link = self._link
        message = link.inlet.next()
        if message is None and link.inlet.over and not link.inlet.farewell and not link.died:
            link.died = True
            raise link.death()
        return message

    def __iter__(self):
        return self

    def __next__(self):
        message = self.receive()
        if message is None:
            raise StopIteration
        return message

    def _wake_user(self):
        """Its waits are short."""

    def _leave(self):
        link = self._link
        link.deaf = True
        try:
            link.socket.shutdown(socket.SHUT_RD)
            link.inlet.drop()
        except OSError:
            pass  # the peer has gone
        finally:
            link.release()
