package org.javaipc.cli.doctor;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the system allows a process. */
public final class LimitChecks {
  private static final String OPEN_FILES = "Max open files";
  private static final int FEW_FILES = 1024;
  private static final BigInteger PAGE = BigInteger.valueOf(4096);

  /** A channel with all its senders, unless stated otherwise, and its header. */
  private static final BigInteger ONE_CHANNEL = BigInteger.valueOf(17L << 20);

  /** What is left of segments when it is time to say so. */
  private static final long FEW_SEGMENTS = 16;

  private LimitChecks() {}

  /** {@return the checks} */
  public static List<Check> all() {
    return List.of(
        Check.of("open files", () -> openFiles(SoftLimit.of(OPEN_FILES))),
        segments("shmmax", BigInteger.ONE, "bytes for one segment"),
        segments("shmall", PAGE, "pages for all segments"),
        Check.of("shmmni", LimitChecks::segmentCount));
  }

  static Check openFiles(String limit) {
    String found = "at most " + limit + " in a process";
    return SoftLimit.isBelow(limit, FEW_FILES)
        ? Check.warn("open files", found, "ulimit -n 65536, or LimitNOFILE= of the service")
        : Check.ok("open files", found);
  }

  private static Check segments(String key, BigInteger unit, String meaning) {
    return Check.of(key, () -> segments(key, Check.number("kernel", key), unit, meaning));
  }

  static Check segments(String key, BigInteger value, BigInteger unit, String meaning) {
    String found = value + " " + meaning;
    return value.multiply(unit).compareTo(ONE_CHANNEL) < 0
        ? Check.warn(
            key, found, "sysctl -w kernel.%s=%s".formatted(key, BigInteger.ONE.shiftLeft(30)))
        : Check.ok(key, found);
  }

  private static Check segmentCount() throws IOException {
    try (var lines = Files.lines(Path.of("/proc/sysvipc/shm"))) {
      long used = lines.count() - 1; // after the names of the columns
      return segmentCount(Check.number("kernel", "shmmni").longValueExact(), used);
    }
  }

  static Check segmentCount(long limit, long used) {
    String found = used + " of " + limit + " System V segments in use";
    return limit - used < FEW_SEGMENTS
        ? Check.warn(
            "shmmni", found, "see whose they are (ipcs -m), or sysctl -w kernel.shmmni=4096")
        : Check.ok("shmmni", found);
  }
}
