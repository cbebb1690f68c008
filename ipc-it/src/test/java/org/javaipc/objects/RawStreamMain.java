package org.javaipc.objects;

import org.javaipc.Connection;
import org.javaipc.Ipc;
import org.javaipc.Sender;
import org.javaipc.Server;

/**
 * One end of a stream without frames, which lives until it is killed: {@code ROLE ADDRESS}. Says {@code ready} when it is
 * open. A sender and a connection's end then send bytes for ever: 0 to 255, again and again.
 */
final class RawStreamMain {
  private static final byte[] BYTES = new byte[256 * 64];

  private RawStreamMain() {}

  @SuppressWarnings("SystemOut") // the test reads it
  public static void main(String[] arguments) throws Exception {
    for (int i = 0; i < BYTES.length; i++) {
      BYTES[i] = (byte) i;
    }
    String address = arguments[1];
    switch (arguments[0]) {
      case "sender" -> {
        try (Sender sender = Ipc.sender(address)) {
          System.out.println("ready");
          sendOn(sender);
        }
      }
      case "client" -> {
        try (Connection connection = Ipc.connect(address)) {
          System.out.println("ready");
          sendOn(connection.sender());
        }
      }
      case "server" -> {
        try (Server server = Ipc.listen(address)) {
          System.out.println("ready");
          try (Connection connection = server.accept()) {
            sendOn(connection.sender());
          }
        }
      }
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static void sendOn(Sender sender) throws Exception {
    while (true) {
      sender.send(BYTES);
    }
  }
}
