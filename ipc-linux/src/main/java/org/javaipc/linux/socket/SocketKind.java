package org.javaipc.linux.socket;

import java.util.Arrays;
import java.util.Locale;
import org.javaipc.linux.raw.poll.Socket;

/** What a socket carries. */
public enum SocketKind {
  /** Bytes, over connections. */
  STREAM(Socket.SOCK_STREAM),
  /** Messages, without connections. */
  DATAGRAM(Socket.SOCK_DGRAM),
  /** Messages, over connections. */
  SEQPACKET(Socket.SOCK_SEQPACKET);

  private final int type;

  SocketKind(int type) {
    this.type = type;
  }

  int type() {
    return type;
  }

  /** {@return the kind of a type, which a Unix domain socket always has} */
  static SocketKind of(int type) {
    return Arrays.stream(values()).filter(kind -> kind.type == type).findFirst().orElseThrow();
  }

  /** {@return the word for messages} */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
