package org.javaipc.network;

import java.io.IOException;

/** The kinds of ends that a name can stand for. */
enum FarKind {
  /** A channel, by a sender. */
  CHANNEL(0, "receiver"),
  /** An event word, by a notifier. */
  EVENTS(1, "listener"),
  /** A server, by a client. */
  CONNECTIONS(2, "server");

  private final int code;
  private final String owner;

  FarKind(int code, String owner) {
    this.code = code;
    this.owner = owner;
  }

  /** {@return the word for the end that opens the name} */
  String owner() {
    return owner;
  }

  /** {@return the number that stands for it in frames} */
  int code() {
    return code;
  }

  static FarKind of(byte code) throws IOException {
    for (FarKind kind : values()) {
      if (kind.code == code) {
        return kind;
      }
    }
    throw new IOException("unknown kind=" + code);
  }
}
