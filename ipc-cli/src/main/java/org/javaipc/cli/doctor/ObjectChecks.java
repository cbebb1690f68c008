package org.javaipc.cli.doctor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.javaipc.linux.semaphore.SemaphoreLimits;
import org.javaipc.linux.sysv.SystemVKind;
import org.javaipc.linux.sysv.SystemVObjects;

/** What the kernel allows of semaphores and message queues, and how to raise it. */
public final class ObjectChecks {
  private static final String QUEUE_BYTES = "Max msgqueue size";

  /** What is left of a kind when it is time to say so. */
  private static final long FEW = 16;

  private ObjectChecks() {}

  /** {@return the checks} */
  public static List<Check> all() {
    List<Check> checks = new ArrayList<>();
    checks.add(Check.of("semaphores", ObjectChecks::semaphores));
    checks.add(Check.of("msgmni", ObjectChecks::queues));
    checks.add(Check.setting("kernel", "msgmax", "bytes in a System V message"));
    checks.add(Check.setting("kernel", "msgmnb", "bytes in a System V queue"));
    checks.add(Check.setting("fs/mqueue", "queues_max", "POSIX queues"));
    checks.add(Check.setting("fs/mqueue", "msg_max", "messages in a POSIX queue"));
    checks.add(Check.setting("fs/mqueue", "msgsize_max", "bytes in a POSIX message"));
    checks.add(Check.of("msgqueue", ObjectChecks::queueBytes));
    return checks;
  }

  private static Check semaphores() throws IOException {
    SemaphoreLimits limits = SemaphoreLimits.current();
    long used = SystemVObjects.list(SystemVKind.SEMAPHORES).size();
    return semaphores(limits, used);
  }

  static Check semaphores(SemaphoreLimits limits, long used) {
    String found =
        "%d of SEMMNI=%d sets in use; SEMMSL=%d in a set, SEMMNS=%d in all, SEMOPM=%d in a group; kernel.sem=\"%d %d %d %d\" sets them"
            .formatted(
                used,
                limits.sets(),
                limits.perSet(),
                limits.total(),
                limits.perGroup(),
                limits.perSet(),
                limits.total(),
                limits.perGroup(),
                limits.sets());
    return limits.sets() - used < FEW
        ? Check.warn(
            "semaphores",
            found,
            "see whose they are (ipc sysv list -s), or raise the fourth number")
        : Check.ok("semaphores", found);
  }

  private static Check queues() throws IOException {
    return queues(
        Check.number("kernel", "msgmni").longValueExact(),
        SystemVObjects.list(SystemVKind.QUEUE).size());
  }

  static Check queues(long limit, long used) {
    String found = used + " of " + limit + " System V queues in use";
    return limit - used < FEW
        ? Check.warn(
            "msgmni",
            found,
            "see whose they are (ipc sysv list -q), or sysctl -w kernel.msgmni=32000")
        : Check.ok("msgmni", found);
  }

  private static Check queueBytes() throws IOException {
    return Check.ok(
        "msgqueue",
        SoftLimit.of(QUEUE_BYTES)
            + " bytes in all POSIX queues of this user; ulimit -q, or LimitMSGQUEUE= sets it");
  }
}
