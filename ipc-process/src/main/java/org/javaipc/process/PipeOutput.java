package org.javaipc.process;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import org.javaipc.linux.process.ByteEnd;

/** What a child reads. */
final class PipeOutput extends OutputStream {
  private final ByteEnd end;

  PipeOutput(ByteEnd end) {
    this.end = end;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    end.write(bytes, offset, length);
  }

  @Override
  public void close() {
    end.close();
  }
}
