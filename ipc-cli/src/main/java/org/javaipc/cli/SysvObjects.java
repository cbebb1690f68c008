package org.javaipc.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.javaipc.cli.io.Json;
import org.javaipc.cli.io.StandardOutput;
import org.javaipc.cli.io.Table;
import org.javaipc.linux.sysv.SystemVIdentity;
import org.javaipc.linux.sysv.SystemVKind;
import org.javaipc.linux.sysv.SystemVObject;
import org.javaipc.linux.sysv.SystemVObjects;
import org.javaipc.spi.Units;

/** {@code ipc sysv list} and {@code ipc sysv rm}. */
final class SysvObjects {
  /** The options that say which objects, with the letters of {@code ipcs} and {@code ipcrm}. */
  enum Letter {
    /** Segments, by id. */
    m(SystemVKind.SEGMENT, false),
    /** Segments, by key. */
    M(SystemVKind.SEGMENT, true),
    /** Queues, by id. */
    q(SystemVKind.QUEUE, false),
    /** Queues, by key. */
    Q(SystemVKind.QUEUE, true),
    /** Semaphore sets, by id. */
    s(SystemVKind.SEMAPHORES, false),
    /** Semaphore sets, by key. */
    S(SystemVKind.SEMAPHORES, true);

    private final SystemVKind kind;
    private final boolean byKey;

    Letter(SystemVKind kind, boolean byKey) {
      this.kind = kind;
      this.byKey = byKey;
    }

    String option() {
      return "-" + name();
    }

    String label() {
      return byKey ? "KEY" : "ID";
    }

    String description() {
      String objects = kind.name().toLowerCase(Locale.ROOT);
      return byKey
          ? "rm: the " + objects + " with that key."
          : "list: each " + objects + "; rm: the one with that id.";
    }
  }

  private SysvObjects() {}

  static void list(Invocation invocation) throws IOException {
    List<SystemVObject> found = new ArrayList<>();
    for (SystemVKind kind : kinds(invocation.arguments())) {
      found.addAll(SystemVObjects.list(kind));
    }
    Map<Long, String> users = users();
    StandardOutput.of(invocation.streams())
        .text(invocation.arguments().json() ? json(found, users) : table(found, users));
  }

  private static List<SystemVKind> kinds(Arguments arguments) {
    List<SystemVKind> kinds = new ArrayList<>();
    for (Letter letter : Letter.values()) {
      if (arguments.has(letter.option())) {
        if (letter.byKey || !arguments.texts(letter.option()).stream().allMatch(String::isEmpty)) {
          throw new UsageException("list takes -m, -q and -s, without an id or key");
        }
        kinds.add(letter.kind);
      }
    }
    return kinds.isEmpty() ? List.of(SystemVKind.values()) : kinds;
  }

  static void remove(Invocation invocation) throws IOException {
    boolean any = false;
    for (Letter letter : Letter.values()) {
      for (String text : invocation.arguments().texts(letter.option())) {
        any = true;
        if (letter.byKey) {
          SystemVObjects.removeKey(letter.kind, key(letter.option(), text));
        } else {
          SystemVObjects.remove(letter.kind, id(letter.option(), text));
        }
      }
    }
    if (!any) {
      throw new UsageException(
          "rm: name what to remove, with -m ID, -M KEY, -q ID, -Q KEY, -s ID or -S KEY");
    }
  }

  /** {@return a key that was given in decimal or with 0x; not 0, which finds nothing} */
  static int key(String option, String text) {
    long key = number(option, text, 0xffff_ffffL);
    if (key == 0) {
      throw new UsageException(option + "=0 is IPC_PRIVATE, which finds nothing; use the id");
    }
    return (int) key;
  }

  /** {@return an id that was given} */
  static int id(String option, String text) {
    return (int) number(option, text, Integer.MAX_VALUE);
  }

  private static long number(String option, String text, long most) {
    return Units.number(text).stream()
        .filter(number -> number >= 0 && number <= most)
        .findFirst()
        .orElseThrow(() ->
            new UsageException(
                "%s=%s is not 0 to %d, in decimal or 0x".formatted(option, text, most)));
  }

  private static String json(List<SystemVObject> all, Map<Long, String> users) {
    StringBuilder lines = new StringBuilder();
    for (SystemVObject object : all) {
      SystemVIdentity identity = object.identity();
      Json json =
          new Json()
              .put("kind", object.kind().word())
              .put("id", identity.id())
              .put("key", Integer.toUnsignedLong(identity.key()))
              .put("owner", owner(identity, users))
              .put("uid", identity.uid())
              .put("mode", mode(identity));
      switch (object) {
        case SystemVObject.Segment segment ->
            json.put("size", segment.size())
                .put("attached", segment.attached())
                .put("creatorPid", segment.creatorPid())
                .put("lastPid", segment.lastPid())
                .put("removed", segment.removed());
        case SystemVObject.Semaphores semaphores -> json.put("count", semaphores.count());
        case SystemVObject.Queue queue ->
            json.put("bytes", queue.bytes()).put("messages", queue.messages());
      }
      lines.append(json.line());
    }
    return lines.toString();
  }

  private static String table(List<SystemVObject> all, Map<Long, String> users) {
    Table table = new Table("kind", "id", "key", "owner", "mode", "size", "status");
    for (SystemVObject object : all) {
      SystemVIdentity identity = object.identity();
      table.row(
          object.kind().word(),
          Integer.toString(identity.id()),
          "0x%08x".formatted(identity.key()),
          owner(identity, users),
          mode(identity),
          size(object),
          status(object));
    }
    return table.toString();
  }

  private static String size(SystemVObject object) {
    return Long.toString(
        switch (object) {
          case SystemVObject.Segment segment -> segment.size();
          case SystemVObject.Semaphores semaphores -> semaphores.count();
          case SystemVObject.Queue queue -> queue.bytes();
        });
  }

  private static String status(SystemVObject object) {
    return switch (object) {
      case SystemVObject.Segment segment ->
          "attached %d times%s"
              .formatted(segment.attached(), segment.removed() ? ", marked for removal" : "");
      case SystemVObject.Semaphores semaphores -> "semaphores";
      case SystemVObject.Queue queue -> "messages " + queue.messages();
    };
  }

  private static String mode(SystemVIdentity identity) {
    return "0%03o".formatted(identity.mode());
  }

  private static String owner(SystemVIdentity identity, Map<Long, String> users) {
    return users.getOrDefault(identity.uid(), Long.toString(identity.uid()));
  }

  /** {@return the names of users that this machine knows by itself} */
  private static Map<Long, String> users() throws IOException {
    Map<Long, String> users = new HashMap<>();
    Path passwd = Path.of("/etc/passwd");
    if (Files.isReadable(passwd)) {
      for (String line : Files.readAllLines(passwd)) {
        String[] fields = line.split(":", -1);
        if (fields.length > 2 && fields[2].matches("[0-9]{1,10}")) {
          users.putIfAbsent(Long.parseLong(fields[2]), fields[0]);
        }
      }
    }
    return users;
  }
}
