"""What can go wrong, one class for each exception of the Java library, with the same words."""


class IpcError(Exception):
    """Something about a channel or a connection failed; what it is says the class."""


class AccessRefusedError(IpcError):
    """An object belongs to a user who is not trusted, or this user may not use it."""


class ChannelBusyError(IpcError):
    """The name is taken, or all places are."""


class ChannelClosedError(IpcError):
    """This end is closed."""


class ConnectTimeoutError(IpcError):
    """The other side did not come within the option connect."""


class CorruptChannelError(IpcError):
    """What lies in the memory or came over the socket was not written by this library."""


class GeometryMismatchError(IpcError):
    """The address states a limit that the channel does not have."""


class InvalidAddressError(IpcError, ValueError):
    """The address does not follow the grammar, or its options are invalid."""


class MessageTooLongError(IpcError):
    """The message is longer than maxMessage; nothing of it was sent."""


class NoSuchObjectError(IpcError):
    """There is nothing of that name."""


class PeerClosedError(IpcError):
    """The other side has closed in order."""


class PeerDiedError(IpcError):
    """The other side died without closing."""


class ResourceLimitError(IpcError):
    """A limit of the system is reached."""


class SystemCallError(IpcError):
    """The kernel refused for another reason."""


class TooSlowError(IpcError):
    """This subscription did not follow, and a publisher has disconnected it."""


class TypeMismatchError(IpcError):
    """The address states another type of messages than the peer."""


class TransportUnavailableError(IpcError):
    """This machine or this interpreter cannot do it."""


class WrongKindError(IpcError):
    """The name is that of a topic where a channel was meant, or the other way round."""
