package org.javaipc.cli;

import java.io.Serial;

/** The command was called in a wrong way. */
final class UsageException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
