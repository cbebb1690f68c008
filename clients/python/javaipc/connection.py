"""Two-way connections, and servers whose clients they are."""

import queue
import threading
import time

from .errors import ChannelClosedError, CorruptChannelError, IpcError, ResourceLimitError

_MOST_FAILURES = 100


class Connection:
    """One side of a conversation: ``sender`` and ``receiver``, and short forms for both."""

    def __init__(self, address, sender, receiver, on_close=lambda died: None):
        self.address = str(address)
        self.sender = sender
        self.receiver = receiver
        self._on_close = on_close
        self._closed = False

    def send(self, message, timeout=None):
        """As the sender's."""
        self.sender.send(message, timeout)

    def receive(self, timeout=None):
        """As the receiver's."""
        return self.receiver.receive(timeout)

    def close(self):
        """Closes both ends in order."""
        try:
            self.sender.close()
        finally:
            try:
                self.receiver.close()
            finally:
                if not self._closed:
                    self._closed = True
                    self._on_close(self.receiver.died_senders > 0)

    def __iter__(self):
        return iter(self.receiver)

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.close()


class Server:
    """Clients of one address. A thread lets them in; ``accept`` hands them out."""

    def __init__(self, address, options, door):
        self.address = str(address)
        self.refused = 0
        self._clients = options.clients or 1024
        self._taken = 0
        self._lock = threading.Lock()
        self._waiting = queue.Queue()
        self._closed = False
        self._failure = None
        self._door = door
        self._thread = threading.Thread(
            target=self._serve, name="javaipc-server " + address.name, daemon=True)
        self._thread.start()

    def accept(self, timeout=None):
        """The next client; TimeoutError if none comes within so many seconds."""
        if self._closed:
            raise ChannelClosedError("%s: this server is closed" % self.address)
        try:
            connection = self._waiting.get(timeout=timeout)
        except queue.Empty:
            raise TimeoutError(
                "%s: no client came within timeout=%ss" % (self.address, timeout)) from None
        if connection is None:
            self._waiting.put(None)
            raise self._failure or ChannelClosedError("%s: this server is closed" % self.address)
        return connection

    def close(self):
        """Accepts no more clients; those already accepted go on."""
        if self._closed:
            return
        self._closed = True
        self._door.wake()
        self._thread.join()
        self._door.close()
        while not self._waiting.empty():
            connection = self._waiting.get()
            if connection is not None:
                connection.close()
        self._waiting.put(None)

    def take_place(self):
        """Takes a client's place; False if there is none."""
        with self._lock:
            if self._taken >= self._clients:
                return False
            self._taken += 1
            return True

    def give_place(self):
        """Gives it back."""
        with self._lock:
            self._taken -= 1

    def busy_reason(self):
        """Why no more clients are let in."""
        return "it already has clients=%d; close one, or start the server with a larger clients=" % self._clients

    def admit(self, connection):
        """Hands a client that is connected to who accepts."""
        self._waiting.put(connection)

    def _serve(self):
        failures = 0
        while not self._closed:
            try:
                self._door.serve(self)
                failures = 0
            except (IpcError, OSError) as e:
                if isinstance(e, CorruptChannelError):
                    self.refused += 1
                elif not isinstance(e, ResourceLimitError):
                    failures += 1
                if failures > _MOST_FAILURES:
                    self._failure = e
                    self._waiting.put(None)
                    return
                time.sleep(0.01)

    def __iter__(self):
        while True:
            try:
                yield self.accept()
            except ChannelClosedError:
                return

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.close()
