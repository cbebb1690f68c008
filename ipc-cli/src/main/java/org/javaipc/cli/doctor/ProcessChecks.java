package org.javaipc.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the kernel allows of signals, processes and mappings, and how to raise it. */
public final class ProcessChecks {
  private static final Pattern QUEUED = Pattern.compile("SigQ:\\s*([0-9]{1,18})/([0-9]{1,20})");
  private static final Path PTRACE_SCOPE = Path.of("/proc/sys/kernel/yama/ptrace_scope");

  /** What is left of the queue when it is time to say so. */
  private static final long FEW_SIGNALS = 64;

  private static final long FEW_PROCESSES = 256;

  /** A page for each of some small locks and channels. */
  private static final long LITTLE_LOCKED = 64 << 10;

  private ProcessChecks() {}

  /** {@return the checks} */
  public static List<Check> all() {
    return List.of(
        Check.of("pending signals", ProcessChecks::pendingSignals),
        Check.of("processes", () -> processes(SoftLimit.of("Max processes"))),
        Check.setting("kernel", "pid_max", "processes and threads in all"),
        Check.of("locked memory", () -> lockedMemory(SoftLimit.of("Max locked memory"))),
        Check.setting("vm", "max_map_count", "mappings in a process"),
        Check.of("ptrace_scope", ProcessChecks::ptraceScope));
  }

  private static Check pendingSignals() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      Matcher queued = QUEUED.matcher(line);
      if (queued.matches()) {
        return pendingSignals(Long.parseLong(queued.group(1)), queued.group(2));
      }
    }
    throw new IOException("SigQ is not in /proc/self/status");
  }

  static Check pendingSignals(long used, String limit) {
    String found =
        "%d of RLIMIT_SIGPENDING=%s queued for this user, timers of timer_create included; ulimit -i sets it"
            .formatted(used, limit);
    return SoftLimit.isBelow(limit, used + FEW_SIGNALS)
        ? Check.warn(
            "pending signals",
            found,
            "senders wait while it is full; ulimit -i 65536, or LimitSIGPENDING= of the service")
        : Check.ok("pending signals", found);
  }

  static Check processes(String limit) {
    String found = "at most " + limit + " processes and threads of this user; ulimit -u sets it";
    return SoftLimit.isBelow(limit, FEW_PROCESSES)
        ? Check.warn("processes", found, "ulimit -u 65536, or LimitNPROC= of the service")
        : Check.ok("processes", found);
  }

  static Check lockedMemory(String limit) {
    String found = limit + " bytes may be locked in memory by a process; ulimit -l sets it";
    return SoftLimit.isBelow(limit, LITTLE_LOCKED)
        ? Check.warn("locked memory", found, "ulimit -l unlimited, or LimitMEMLOCK= of the service")
        : Check.ok("locked memory", found);
  }

  private static Check ptraceScope() throws IOException {
    return ptraceScope(
        Files.exists(PTRACE_SCOPE) ? Files.readAllLines(PTRACE_SCOPE).getFirst().strip() : "0");
  }

  static Check ptraceScope(String scope) {
    String found =
        switch (scope) {
          case "0" -> "descriptors can be copied out of processes of the same user";
          case "1" -> "descriptors can be copied out of descendants of the same user";
          default ->
              "descriptors can be copied out of processes only with CAP_SYS_PTRACE, or not at all";
        };
    return scope.equals("0") || scope.equals("1")
        ? Check.ok("ptrace_scope", found)
        : Check.warn(
            "ptrace_scope",
            found,
            "pass them through a Unix domain socket, or sysctl -w kernel.yama.ptrace_scope=1");
  }
}
