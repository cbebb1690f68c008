package org.javaipc.network;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** A port of this machine that was free a moment ago. */
final class FreePort {
  /** Below those that the kernel gives to who connects, which would be in the way. */
  private static final int LEAST = 10_000;

  private static final int MOST = 32_000;

  private FreePort() {}

  static String at() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(LEAST, MOST);
      try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return "at=localhost:" + free.getLocalPort();
      } catch (IOException e) {
        // it is taken
      }
    }
  }
}
