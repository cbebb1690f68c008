package org.javaipc.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import org.javaipc.Ipc;
import org.javaipc.IpcException;
import org.javaipc.Receiver;
import org.javaipc.pipe.AnonymousPipe;

/** The frames of a byte stream, from a pipe. */
final class FrameTarget implements Decoder.Target {
  private static final int ROOM = 1 << 15;

  @Override
  public List<byte[]> seeds() {
    return List.of(frame(3, 3), frame(0, 0), frame(100, 5), frame(-1, 0), frame(1 << 20, 9));
  }

  static byte[] frame(int length, int there) {
    return ByteBuffer.allocate(4 + there).order(ByteOrder.LITTLE_ENDIAN).putInt(0, length).array();
  }

  @Override
  public void read(byte[] input) throws Exception {
    try (AnonymousPipe pipe = AnonymousPipe.open();
        Receiver receiver =
            Ipc.receiver(
                "pipe:child?pid=%d&in=%d"
                    .formatted(ProcessHandle.current().pid(), pipe.reader().fd()))) {
      pipe.writer().write(ByteBuffer.wrap(input, 0, Math.min(input.length, ROOM)));
      pipe.writer().close();
      while (receiver.receive((segment, offset, length) -> {}, 100, Duration.ofSeconds(5)) > 0) {
        // on to the end
      }
    } catch (IpcException e) {
      // told, and typed
    }
  }
}
