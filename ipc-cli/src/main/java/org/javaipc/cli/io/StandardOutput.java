package org.javaipc.cli.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.javaipc.spi.NativeText;

/** Standard output, which ends quietly when nobody reads it any more. */
public final class StandardOutput extends Output {
  private StandardOutput(Streams streams) {
    super(streams.out().getChannel(), "standard output");
  }

  public static StandardOutput of(Streams streams) throws IOException {
    streams.output(); // said before anything is taken that could not be written
    return new StandardOutput(streams);
  }

  /** Writes a text, whose lines have their ends. */
  public void text(String text) throws IOException {
    write(ByteBuffer.wrap(NativeText.encode(text)));
  }

  /**
   * A pipe or socket takes no more only if its other end is closed, in whatever language it says
   * so.
   */
  @Override
  IOException failed(IOException e) {
    return "Broken pipe".equals(e.getMessage()) || StandardDescriptors.isPipeOrSocket(1)
        ? new OutputClosedException(e)
        : super.failed(e);
  }
}
