package org.javaipc.cli.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Standard output, which ends quietly when nobody reads it any more. */
public final class StandardOutput extends Output {
  private StandardOutput(Streams streams) {
    super(streams.out().getChannel(), "standard output");
  }

  public static StandardOutput of(Streams streams) {
    return new StandardOutput(streams);
  }

  /** Writes a text, whose lines have their ends, as UTF-8. */
  public void text(String text) throws IOException {
    write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * A pipe or socket takes no more only if its other end is closed, in whatever language it says
   * so.
   */
  @Override
  IOException failed(IOException e) {
    return "Broken pipe".equals(e.getMessage()) || Descriptors.isPipeOrSocket(1)
        ? new OutputClosedException(e)
        : super.failed(e);
  }
}
