package org.javaipc.linux;

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
      return Optional.of("Linux is needed, and this is os.name=" + system);
    }
    if (Architecture.of(processor).isEmpty()) {
      return Optional.of("os.arch=" + processor + " is not supported; amd64 and aarch64 are");
    }
    Module module = NativeAccess.class.getModule();
    return module.isNativeAccessEnabled() ? Optional.empty() : Optional.of(denied(module));
  }

  /** Throws unless this module can be used. */
  static void require() throws TransportUnavailableException {
    Optional<String> reason = unavailable();
    if (reason.isPresent()) {
      throw new TransportUnavailableException(reason.get());
    }
  }

  private static String denied(Module module) {
    return "native access is not enabled: start java with --enable-native-access="
        + (module.isNamed() ? module.getName() : "ALL-UNNAMED");
  }
}
