package org.javaipc.socket;

import io.netty.channel.epoll.Epoll;
import io.netty.util.NettyRuntime;
import java.util.Optional;

/** Whether Netty's epoll transport can be used. May be asked where Netty's classes are missing. */
final class NettyAvailability {
  private static final String OFF = "io.netty.transport.noNative";

  private NettyAvailability() {}

  /** {@return why somebody who asks for Netty cannot have it, with the cure; empty if he can} */
  static Optional<String> unavailable() {
    return isSwitchedOff()
        ? Optional.of("Netty's epoll transport is switched off by -D" + OFF + "=true")
        : Loaded.REASON;
  }

  /**
   * {@return why nobody is given Netty who has not asked for it, with the cure; empty if it can be} Where
   * the JVM would warn that Netty's library is loaded, it is not.
   */
  static Optional<String> unavailableUnasked() {
    return isSwitchedOff() ? unavailable() : denied().or(NettyAvailability::unavailable);
  }

  private static boolean isSwitchedOff() {
    return Boolean.getBoolean(OFF);
  }

  /** Loads a class of Netty's, and initializes none. */
  private static Optional<String> denied() {
    Module module;
    try {
      module = NettyRuntime.class.getModule();
    } catch (LinkageError e) {
      return Optional.empty(); // what is missing is told by who tries to load it
    }
    return module.isNativeAccessEnabled()
        ? Optional.empty()
        : Optional.of("Netty may not load its library; " + cure(module.isNamed()));
  }

  private static String cure(boolean modular) {
    String processor = System.getProperty("os.arch").equals("aarch64") ? "aarch_64" : "x86_64";
    return modular
        ? "start java with --enable-native-access=io.netty.common --add-modules io.netty.transport.epoll.linux."
            + processor
        : "add io.netty:netty-transport-native-epoll:linux-"
            + processor
            + " to the class path and start java with --enable-native-access=ALL-UNNAMED";
  }

  /** Looked for once. */
  private static final class Loaded {
    static final Optional<String> REASON = load();

    private static Optional<String> load() {
      Throwable cause;
      try {
        if (Epoll.isAvailable()) {
          return Optional.empty();
        }
        cause = Epoll.unavailabilityCause();
      } catch (LinkageError e) {
        cause = e;
      }
      return Optional.of(
          "Netty's epoll transport is not available (%s); %s"
              .formatted(
                  String.valueOf(cause).lines().findFirst().orElse(""),
                  cure(NettyAvailability.class.getModule().isNamed())));
    }
  }
}
