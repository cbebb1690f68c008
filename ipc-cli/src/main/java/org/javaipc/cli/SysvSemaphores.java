package org.javaipc.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.javaipc.cli.io.Json;
import org.javaipc.cli.io.StandardOutput;
import org.javaipc.cli.transfer.NothingCameException;
import org.javaipc.shm.SemaphoreOperation;
import org.javaipc.shm.SystemVSemaphoreSet;

/** {@code ipc sysv sem}. */
final class SysvSemaphores {
  private static final int PRIVATE = 0600;

  private SysvSemaphores() {}

  static void run(String what, Invocation invocation) throws IOException, InterruptedException {
    Arguments arguments = invocation.arguments();
    switch (what) {
      case "create" -> create(invocation);
      case "get" -> get(invocation, set(arguments));
      case "set" -> set(arguments, set(arguments));
      case "op" -> operate(arguments, set(arguments));
      case "stat" -> stat(invocation, set(arguments));
      default ->
          throw new UsageException(
              "sysv sem '" + what + "' is not one of create, get, set, op, stat");
    }
  }

  private static SystemVSemaphoreSet set(Arguments arguments) throws IOException {
    arguments.exclusive(SysvCommand.KEY, SysvCommand.ID);
    Optional<String> key = arguments.text(SysvCommand.KEY);
    if (key.isPresent()) {
      return SystemVSemaphoreSet.open(SysvObjects.key(SysvCommand.KEY, key.get()));
    }
    return SystemVSemaphoreSet.ofId(
        arguments
            .text(SysvCommand.ID)
            .map(id -> SysvObjects.id(SysvCommand.ID, id))
            .orElseThrow(() -> new UsageException("sysv sem: name the set with --key or --id")));
  }

  private static void create(Invocation invocation) throws IOException {
    Arguments arguments = invocation.arguments();
    int[] values =
        arguments.text(SysvCommand.VALUES).map(SysvSemaphores::values).orElse(new int[1]);
    int mode = arguments.text(SysvCommand.MODE).map(SysvSemaphores::mode).orElse(PRIVATE);
    Optional<String> key = arguments.text(SysvCommand.KEY);
    SystemVSemaphoreSet set =
        key.isPresent()
            ? SystemVSemaphoreSet.create(SysvObjects.key(SysvCommand.KEY, key.get()), mode, values)
            : SystemVSemaphoreSet.createPrivate(mode, values);
    say(invocation, arguments.json() ? new Json().put("id", set.id()).line() : set.id() + "\n");
  }

  static int mode(String text) {
    if (!text.matches("0?[0-7]{1,3}")) {
      throw new UsageException("--mode=" + text + " is not an octal mode, 0 to 0777");
    }
    return Integer.parseInt(text, 8);
  }

  private static int[] values(String text) {
    return Arrays.stream(text.split(",", -1))
        .mapToInt(value -> SysvObjects.id(SysvCommand.VALUES, value))
        .toArray();
  }

  private static void get(Invocation invocation, SystemVSemaphoreSet set) throws IOException {
    Optional<String> index = invocation.arguments().text(SysvCommand.INDEX);
    int[] values =
        index.isPresent()
            ? new int[] {set.value(index(set, SysvCommand.INDEX, index.get()))}
            : set.values();
    say(
        invocation,
        invocation.arguments().json()
            ? new Json().put("values", Arrays.stream(values)).line()
            : Arrays.stream(values).mapToObj(v -> v + "\n").collect(Collectors.joining()));
  }

  private static void set(Arguments arguments, SystemVSemaphoreSet set) throws IOException {
    int[] values =
        values(
            arguments
                .text(SysvCommand.VALUES)
                .orElseThrow(() -> new UsageException("sysv sem set: --values is required")));
    Optional<String> index = arguments.text(SysvCommand.INDEX);
    try {
      if (index.isEmpty()) {
        set.setAll(values);
      } else if (values.length == 1) {
        set.set(index(set, SysvCommand.INDEX, index.get()), values[0]);
      } else {
        throw new UsageException("sysv sem set: --index takes one of --values");
      }
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private static int index(SystemVSemaphoreSet set, String option, String text) {
    int index = SysvObjects.id(option, text);
    if (index >= set.count()) {
      throw new UsageException(
          "%s=%d is not within 0 to %d of %s".formatted(option, index, set.count() - 1, set));
    }
    return index;
  }

  private static void operate(Arguments arguments, SystemVSemaphoreSet set)
      throws IOException, InterruptedException {
    List<SemaphoreOperation> operations = new ArrayList<>();
    for (String text : arguments.texts(SysvCommand.OPERATION)) {
      operations.add(operation(set, text));
    }
    if (operations.isEmpty()) {
      throw new UsageException("sysv sem op: --op INDEX:DELTA is required");
    }
    SystemVSemaphoreSet.Group group = set.group(operations.toArray(SemaphoreOperation[]::new));
    Optional<Duration> timeout = arguments.duration(SysvCommand.TIMEOUT);
    if (timeout.isEmpty()) {
      group.perform();
    } else if (!group.perform(timeout.get())) {
      throw new NothingCameException(
          set + ": the operations were not possible within " + timeout.get().toMillis() + " ms");
    }
  }

  private static SemaphoreOperation operation(SystemVSemaphoreSet set, String text) {
    if (!text.matches("[0-9]{1,5}:[-+]?[0-9]{1,5}(:undo)?")) {
      throw new UsageException("--op=" + text + " is not INDEX:DELTA or INDEX:DELTA:undo");
    }
    List<String> parts = List.of(text.split(":", -1));
    int index = index(set, SysvCommand.OPERATION, parts.get(0));
    return new SemaphoreOperation(index, Integer.parseInt(parts.get(1)), parts.size() == 3);
  }

  private static void stat(Invocation invocation, SystemVSemaphoreSet set) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int index = 0; index < set.count(); index++) {
      int value = set.value(index);
      int pid = set.lastPid(index);
      int more = set.waitingForMore(index);
      int zero = set.waitingForZero(index);
      lines.append(
          invocation.arguments().json()
              ? new Json()
                  .put("id", set.id())
                  .put("index", index)
                  .put("value", value)
                  .put("lastPid", pid)
                  .put("waitingForMore", more)
                  .put("waitingForZero", zero)
                  .line()
              : "index=%d value=%d lastPid=%d waitingForMore=%d waitingForZero=%d%n"
                  .formatted(index, value, pid, more, zero));
    }
    say(invocation, lines.toString());
  }

  private static void say(Invocation invocation, String text) throws IOException {
    StandardOutput.of(invocation.streams()).text(text);
  }
}
