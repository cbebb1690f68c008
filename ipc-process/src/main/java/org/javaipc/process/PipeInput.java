package org.javaipc.process;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Objects;
import org.javaipc.IpcException;
import org.javaipc.Waitable;
import org.javaipc.linux.process.ByteEnd;
import org.javaipc.spi.ArgumentChecks;

/**
 * What a child writes: {@link Child#inputFrom}. In an {@link org.javaipc.Poller}, a handler reads with {@link #read(byte[])}, which does not
 * wait when there is something.
 */
public final class PipeInput extends InputStream implements Waitable {
  private final ByteEnd end;
  private final byte[] one = new byte[1];

  PipeInput(ByteEnd end) {
    this.end = end;
  }

  @Override
  public int read() throws IOException {
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    return length == 0 ? 0 : end.read(bytes, offset, length);
  }

  /** Waits for bytes to read, or the end of the stream. */
  @Override
  public boolean awaitReady(Duration timeout) throws IpcException, InterruptedException {
    return end.awaitReadable(ArgumentChecks.nanos(timeout));
  }

  @Override
  public void close() {
    end.close();
  }
}
