"""What can be sent: anything whose bytes lie one behind the other."""


def flat(message):
    """A message as a memoryview of bytes, without a copy."""
    view = message if type(message) is bytes else memoryview(message)
    if type(view) is bytes:
        return view
    if not view.c_contiguous:
        raise BufferError(
            "the message is not contiguous in memory; copy it first, as numpy.ascontiguousarray"
            " does")
    return view if view.format == "B" and view.ndim == 1 else _cast(view)


def _cast(view):
    if view.nbytes == 0:
        return memoryview(b"")  # a shape with a zero in it cannot be cast
    try:
        return view.cast("B")
    except (TypeError, ValueError):
        return memoryview(view.tobytes())  # of a format that memoryview does not know
