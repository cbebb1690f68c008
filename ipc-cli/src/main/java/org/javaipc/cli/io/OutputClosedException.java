package org.javaipc.cli.io;

import java.io.IOException;
import java.io.Serial;

/** The reader of standard output has gone, as {@code head} does: nothing to report. */
public final class OutputClosedException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  OutputClosedException(IOException cause) {
    super(cause);
  }
}
