"""Takes images out of shared memory, as NumPy arrays without a copy, and sends back the mean of each."""

import struct

import javaipc

try:
    import numpy
except ImportError:  # then a memoryview is the array, without a copy as well
    numpy = None

HEADER = struct.Struct("<iiii")
RESULT = struct.Struct("<i4xd")


def pixels_of(message):
    """The pixels of an image, where they lie in shared memory."""
    number, width, height, _ = HEADER.unpack_from(message)
    if numpy is None:
        return number, message[HEADER.size:].cast("f")
    pixels = numpy.frombuffer(message, dtype="<f4", offset=HEADER.size)
    return number, pixels.reshape(height, width)


def mean(pixels):
    return float(pixels.mean()) if numpy else sum(pixels) / len(pixels)


def main():
    with javaipc.receiver("shm:images?maxMessage=8MiB&capacity=32MiB") as images, \
            javaipc.sender("shm:results?connect=30s") as results:
        for message in images:  # good until the next one is taken
            number, pixels = pixels_of(message)
            copied = numpy is not None and pixels.flags.owndata
            results.send(RESULT.pack(number, mean(pixels)))
            print("image %d: %s, copied: %s" % (number, "numpy" if numpy else "memoryview", copied))
            del pixels  # lets the message go
    print("the service has closed")


if __name__ == "__main__":
    main()
