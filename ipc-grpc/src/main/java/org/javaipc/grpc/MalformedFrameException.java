package org.javaipc.grpc;

import java.io.Serial;

/** The peer broke the protocol: the connection cannot go on. */
final class MalformedFrameException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  MalformedFrameException(String message) {
    super(message);
  }
}
