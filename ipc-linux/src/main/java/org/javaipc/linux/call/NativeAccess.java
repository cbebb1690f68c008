package org.javaipc.linux.call;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Linker;
import java.util.Objects;
import java.util.Optional;
import org.javaipc.TransportUnavailableException;
import org.javaipc.linux.raw.Architecture;

/**
 * Whether this JVM can use Linux through this module: the system, the processor, and the permission
 * to call libc.
 *
 * @see <a href="https://openjdk.org/jeps/472">JEP 472</a>
 */
public final class NativeAccess {
  private static volatile boolean lookedUp;

  private NativeAccess() {}

  /**
   * {@return why this module cannot be used here, with the cure; empty if it can}
   *
   * <p>Any thread may ask; it calls nothing native, so that the JDK prints no warning.
   */
  public static Optional<String> unavailable() {
    String system = System.getProperty("os.name", "unknown");
    String processor = System.getProperty("os.arch", "unknown");
    if (!system.equals("Linux")) {
      return Optional.of("Linux is needed, but this is os.name=" + system);
    }
    if (Architecture.of(processor).isEmpty()) {
      return Optional.of("os.arch=" + processor + " is not supported; amd64 and aarch64 are");
    }
    Module module = NativeAccess.class.getModule();
    return module.isNativeAccessEnabled() ? lookUp() : Optional.of(denied(module));
  }

  /** Throws unless this module can be used. */
  public static void require() throws TransportUnavailableException {
    Optional<String> reason = unavailable();
    if (reason.isPresent()) {
      throw new TransportUnavailableException(reason.get());
    }
  }

  /**
   * {@return why libc cannot be looked into} The JDK opens a library of its own at the first look, and if it cannot,
   * never finds a function again in this JVM: so there must be a descriptor for it.
   */
  private static Optional<String> lookUp() {
    if (lookedUp) {
      return Optional.empty();
    }
    try (InputStream room = new FileInputStream("/dev/null")) {
      Objects.requireNonNull(room);
    } catch (IOException e) {
      return Optional.of(
          "libc cannot be searched: "
              + e.getMessage()
              + "; if this process has reached its limit of open files, raise `ulimit -n`");
    }
    lookedUp = Linker.nativeLinker().defaultLookup().find("getpid").isPresent();
    return lookedUp
        ? Optional.empty()
        : Optional.of(
            "libc could not be searched at the first attempt, and the JVM does not try again: restart it with more open files (`ulimit -n`)");
  }

  private static String denied(Module module) {
    return "native access is not enabled: start java with --enable-native-access="
        + (module.isNamed() ? module.getName() : "ALL-UNNAMED");
  }
}
