package org.javaipc.cli.grpc;

import io.grpc.Status;
import java.io.Serial;
import java.io.UncheckedIOException;
import org.javaipc.InvalidAddressException;
import org.javaipc.IpcException;

/** What the command says and ends with; the exit codes are those of all commands. */
final class RpcFailure extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private static final int FAILED = 1;
  private static final int USAGE = 2;
  private static final int PEER_GONE = 3;
  private static final int TIMED_OUT = 4;
  private static final int REFUSED = 5;

  private final int exitCode;

  private RpcFailure(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** {@return a failure of the server, or of what it said} */
  static RpcFailure failed(String message) {
    return new RpcFailure(FAILED, message);
  }

  /** {@return a failure of who gave the command} */
  static RpcFailure usage(String message) {
    return new RpcFailure(USAGE, message);
  }

  /**
   * {@return what a call ended with}
   *
   * @throws UncheckedIOException if an address of ours failed, which says it better
   */
  static RpcFailure of(Status status) {
    switch (status.getCause()) {
      case IpcException e -> throw new UncheckedIOException(e);
      case InvalidAddressException e -> throw e;
      case null, default -> {}
    }
    int exitCode =
        switch (status.getCode()) {
          case UNAVAILABLE -> PEER_GONE;
          case DEADLINE_EXCEEDED -> TIMED_OUT;
          case PERMISSION_DENIED, UNAUTHENTICATED, RESOURCE_EXHAUSTED -> REFUSED;
          default -> FAILED;
        };
    String description = status.getDescription();
    return new RpcFailure(
        exitCode, status.getCode() + (description == null ? "" : ": " + description));
  }

  int exitCode() {
    return exitCode;
  }
}
