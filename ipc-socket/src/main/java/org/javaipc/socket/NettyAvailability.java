package org.javaipc.socket;

import io.netty.channel.epoll.Epoll;
import io.netty.util.NettyRuntime;
import io.netty.util.Version;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether Netty's epoll transport can be used. May be asked where Netty is missing, older or broken: what
 * refers to a class of Netty's stands in a nested class, or where a {@link LinkageError} is caught.
 */
final class NettyAvailability {
  private static final String OFF = "io.netty.transport.noNative";
  private static final String TRANSPORT = "io.netty.channel.epoll.Epoll";

  /** Of those that are used, one that Netty 4.1 does not have. */
  private static final String NEWEST = "io.netty.channel.epoll.EpollIoHandler";

  private static volatile @Nullable String broken;

  private NettyAvailability() {}

  /** {@return why somebody who asks for Netty cannot have it, with the cure; empty if he can} */
  static Optional<String> unavailable() {
    if (isSwitchedOff()) {
      return Optional.of("Netty's epoll transport is switched off by -D" + OFF + "=true");
    }
    return Optional.ofNullable(broken).or(() -> Loaded.REASON);
  }

  /**
   * {@return why nobody is given Netty who has not asked for it, with the cure; empty if it can be} Where
   * the JVM would warn that Netty's library is loaded, or a class loader could not be unloaded any more, it is not.
   */
  static Optional<String> unavailableUnasked() {
    if (isSwitchedOff()) {
      return unavailable();
    }
    return kept().or(NettyAvailability::denied).or(NettyAvailability::unavailable);
  }

  /** Takes note that a call of Netty's failed: it is not used any more. */
  static synchronized void broke(LinkageError cause) {
    if (broken == null) {
      broken = because(cause); // what fails later may only follow from it
    }
  }

  private static boolean isSwitchedOff() {
    return Boolean.getBoolean(OFF);
  }

  /** Netty's library keeps the class loader that loaded it, which may be meant to be unloaded. */
  private static Optional<String> kept() {
    return ClassLoader.getSystemClassLoader().equals(NettyAvailability.class.getClassLoader())
        ? Optional.empty()
        : Optional.of("Netty's library would keep a class loader that is not the application's");
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
        : Optional.of("Netty is not allowed to load its library; " + cure(module.isNamed()));
  }

  private static boolean isPresent(String className) {
    try {
      Class.forName(className, false, NettyAvailability.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  private static String because(Throwable cause) {
    return "Netty's epoll transport does not work (%s); %s"
        .formatted(
            String.valueOf(cause).lines().findFirst().orElse(""),
            cure(NettyAvailability.class.getModule().isNamed()));
  }

  private static String cure(boolean modular) {
    String processor = System.getProperty("os.arch").equals("aarch64") ? "aarch_64" : "x86_64";
    String jar =
        "add io.netty:netty-transport-native-epoll:linux-" + processor + ", version 4.2 or newer,";
    return modular
        ? jar
            + " and start java with --enable-native-access=io.netty.common --add-modules"
            + " io.netty.transport.classes.epoll,io.netty.transport.epoll.linux."
            + processor
        : jar + " to the class path and start java with --enable-native-access=ALL-UNNAMED";
  }

  /** Looked for once. */
  private static final class Loaded {
    static final Optional<String> REASON = load();

    private static Optional<String> load() {
      boolean modular = NettyAvailability.class.getModule().isNamed();
      if (!isPresent(TRANSPORT)) {
        return Optional.of("Netty's epoll transport is missing; " + cure(modular));
      }
      try {
        if (!isPresent(NEWEST)) {
          return Optional.of(
              "this is %s, and 4.2 or newer is needed; %s".formatted(version(), cure(modular)));
        }
        return Epoll.isAvailable()
            ? Optional.empty()
            : Optional.of(because(Epoll.unavailabilityCause()));
      } catch (LinkageError | RuntimeException e) {
        return Optional.of(because(e));
      }
    }

    private static String version() {
      Version version =
          Version.identify(NettyAvailability.class.getClassLoader()).get("netty-common");
      return version == null ? "an older Netty" : "Netty " + version.artifactVersion();
    }
  }
}
