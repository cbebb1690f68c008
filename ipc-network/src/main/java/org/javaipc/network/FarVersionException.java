package org.javaipc.network;

/** The peer speaks another version of the protocol. */
final class FarVersionException extends Exception {
  private static final long serialVersionUID = 1;

  private FarVersionException(int version) {
    super(
        "it speaks version %d of the protocol of grpc:, and this library speaks %d; use the same release at both ends"
            .formatted(version, FarFrame.VERSION));
  }

  static void check(int version) throws FarVersionException {
    if (version != FarFrame.VERSION) {
      throw new FarVersionException(version);
    }
  }
}
