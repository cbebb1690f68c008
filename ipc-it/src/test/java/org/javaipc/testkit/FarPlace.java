package org.javaipc.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Where {@code grpc:} is tested: at a port of this machine that was free a moment ago. */
final class FarPlace {
  /** Below those that the kernel gives to who connects, which would be in the way. */
  private static final int LEAST = 10_000;

  private static final int MOST = 32_000;

  private FarPlace() {}

  static ProviderUnderTest provider() {
    return ProviderUnderTest.of("grpc").withOption("at", at()).withAmounts(100_000, 5);
  }

  /** {@return what an address states as {@code at}} */
  static String at() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(LEAST, MOST);
      try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return "localhost:" + free.getLocalPort();
      } catch (IOException e) {
        // it is taken
      }
    }
  }
}
