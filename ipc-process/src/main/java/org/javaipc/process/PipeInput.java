package org.javaipc.process;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.javaipc.linux.process.ByteEnd;

/** What a child writes. */
final class PipeInput extends InputStream {
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

  @Override
  public void close() {
    end.close();
  }
}
