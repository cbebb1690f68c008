package org.javaipc.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Where {@code grpc:} is tested: at a port of this machine that was free a moment ago. */
public final class FarPlace {
  /** Below those that the kernel gives to who connects, which would be in the way. */
  private static final int LEAST = 10_000;

  private static final int MOST = 32_000;

  private static final Map<String, String> PLACES = new ConcurrentHashMap<>();

  private FarPlace() {}

  static ProviderUnderTest provider() {
    return ProviderUnderTest.of("grpc").withOption("at", at()).withAmounts(100_000, 5);
  }

  /** {@return a provider whose names have a port each, so that each can be open in another process} */
  static ProviderUnderTest acrossProcesses() {
    return ProviderUnderTest.of("grpc")
        .withOptionsByName(name -> Map.of("at", PLACES.computeIfAbsent(name, _ -> newPlace())))
        .withAmounts(100_000, 5);
  }

  private static String newPlace() {
    String at = at();
    while (PLACES.containsValue(at)) {
      at = at();
    }
    return at;
  }

  /** {@return what an address states as {@code at}} */
  public static String at() {
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
