package org.javaipc.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.javaipc.TransportUnavailableException;
import org.javaipc.linux.wait.KernelFeatures;

/** The kernel, and the namespaces that this process lives in. */
public final class KernelChecks {
  private static final Pattern VERSION = Pattern.compile("([0-9]{1,4})\\.([0-9]{1,4}).*");
  private static final String NEWER = "use Linux 5.16 or later";

  private KernelChecks() {}

  /** {@return the checks} */
  public static List<Check> all() {
    List<Check> checks = new ArrayList<>();
    checks.add(version(System.getProperty("os.version", "unknown")));
    try {
      checks.add(
          feature(
              "futex_waitv",
              KernelFeatures.futexWaitv(),
              NEWER + ", or let the container's seccomp profile allow futex_waitv"));
      checks.add(
          feature(
              "membarrier",
              KernelFeatures.membarrier(),
              "let the container's seccomp profile allow membarrier"));
      checks.add(
          KernelFeatures.pidfd()
              ? Check.ok("pidfd_open", "available")
              : Check.warn(
                  "pidfd_open",
                  "refused, so that children are asked up to 20 times a second whether they have ended",
                  "use Linux 5.3 or later, and let the container's seccomp profile allow it"));
    } catch (TransportUnavailableException e) {
      // Without native access nothing can be asked, and that is a problem of its own.
    }
    checks.add(namespace("pid"));
    checks.add(namespace("ipc"));
    return checks;
  }

  static Check version(String version) {
    Matcher numbers = VERSION.matcher(version);
    if (!numbers.matches()) {
      return Check.warn("kernel", "Linux " + version, NEWER);
    }
    int major = Integer.parseInt(numbers.group(1));
    int minor = Integer.parseInt(numbers.group(2));
    return major > 5 || (major == 5 && minor >= 16)
        ? Check.ok("kernel", "Linux " + version)
        : Check.warn("kernel", "Linux " + version, NEWER);
  }

  private static Check feature(String name, boolean available, String cure) {
    return available
        ? Check.ok(name, "available")
        : Check.warn(name, "not available, so that waiting or waking takes more", cure);
  }

  /** Only tells it: peers need the same IPC namespace for sysv:, and pids mean something in one. */
  private static Check namespace(String kind) {
    String name = kind + " namespace";
    try {
      return Check.ok(name, Files.readSymbolicLink(Path.of("/proc/self/ns", kind)).toString());
    } catch (IOException e) {
      return Check.warn(name, "unknown: " + e.getMessage(), "mount /proc");
    }
  }
}
