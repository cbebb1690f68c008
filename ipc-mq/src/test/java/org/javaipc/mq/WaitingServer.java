package org.javaipc.mq;

import org.javaipc.Ipc;
import org.javaipc.Server;

/** Main class of a child: listens, and accepts nobody. */
final class WaitingServer {
  private WaitingServer() {}

  public static void main(String[] arguments) throws Exception {
    try (Server _ = Ipc.listen(arguments[0])) {
      System.out.println("ready");
      System.in.read(); // until the test, which never writes, kills it or ends
    }
  }
}
