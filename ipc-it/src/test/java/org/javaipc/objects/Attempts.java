package org.javaipc.objects;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.javaipc.Address;
import org.javaipc.Connection;
import org.javaipc.Ipc;
import org.javaipc.IpcException;
import org.javaipc.ResourceLimitException;
import org.javaipc.Server;
import org.javaipc.linux.sysv.SystemVKind;
import org.javaipc.linux.sysv.SystemVObjects;
import org.javaipc.mmap.MappedFile;
import org.javaipc.mq.PosixMessageQueue;
import org.javaipc.mq.SystemVMessageQueue;
import org.javaipc.mq.SystemVTypes;
import org.javaipc.pipe.Fifo;
import org.javaipc.shm.PosixSharedMemory;
import org.javaipc.shm.SystemVSharedMemory;

/** Main class of a child under limits or as another user: tries, and prints what it got. */
final class Attempts {
  private Attempts() {}

  private interface Attempt {
    Object make() throws Exception;
  }

  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "segments" -> segments();
      case "full" -> full(Path.of(arguments[1]));
      case "messenger" ->
          messenger(
              arguments[1],
              Integer.parseInt(arguments[2]),
              Integer.parseInt(arguments[3]),
              arguments[4],
              arguments[5]);
      case "clients" -> clients(Path.of(arguments[1]));
      case "stranger" -> stranger(arguments[1], Integer.parseInt(arguments[2]), arguments[3]);
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static void say(Attempt attempt) throws Exception {
    try {
      System.out.println("done: " + attempt.make());
    } catch (IpcException e) {
      System.out.println(e);
    }
  }

  /** In a namespace with kernel.shmmax=65536 and kernel.shmmni=1. */
  private static void segments() throws Exception {
    say(() -> SystemVSharedMemory.at(1).size(65_537).create());
    say(() -> SystemVObjects.list(SystemVKind.SEGMENT));
    try (SystemVSharedMemory one = SystemVSharedMemory.at(1).size(65_536).create()) {
      say(() -> SystemVSharedMemory.withoutKey().size(10).create());
      one.segment().set(JAVA_LONG, 0, 1);
      say(() -> one.segment().get(JAVA_LONG, 0));
      one.remove();
    }
  }

  /** With 1 MiB in /dev/shm and in a folder. */
  private static void full(Path folder) throws Exception {
    try (PosixSharedMemory memory = PosixSharedMemory.at("/one").size(600_000).create();
        MappedFile file = MappedFile.at(folder.resolve("one")).size(600_000).create()) {
      say(() -> PosixSharedMemory.at("/two").size(600_000).create());
      say(PosixSharedMemory::list);
      say(() -> MappedFile.at(folder.resolve("two")).size(600_000).create());
      say(() -> folder.resolve("two").toFile().exists());
      say(() -> {
        file.grow(1_200_000);
        return "grown";
      });
      memory.segment().fill((byte) 1);
      file.segment().fill((byte) 1);
      say(() -> memory.segment().get(JAVA_LONG, 599_992) + file.fileSize());
    }
  }

  /** With 64 MiB for the memory of a server's clients. */
  private static void clients(Path folder) throws Exception {
    Address address = Address.of("shm", "full").with("dir", folder.toString());
    List<Connection> connections = new ArrayList<>();
    Logger logger = Logger.getLogger("org.javaipc");
    logger.setUseParentHandlers(false);
    logger.addHandler(
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            System.out.println(record.getLevel() + " " + record.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        });
    try (Server server = Ipc.listen(address.with("clients", "8"))) {
      System.out.println("few: " + server.refused());
    }
    try (Server _ = Ipc.listen(address)) {
      while (connections.size() < 1024) {
        connections.add(Ipc.connect(address));
      }
    } catch (ResourceLimitException e) {
      System.out.println(e);
    } finally {
      for (Connection connection : connections) {
        connection.close();
      }
    }
    System.out.println(connections.size());
  }

  /** As a user who has to do with none of these queues and pipes. */
  private static void messenger(String posix, int key, int id, String fifo, String pipe)
      throws Exception {
    say(() -> PosixMessageQueue.open(posix));
    say(() -> PosixMessageQueue.unlink(posix));
    say(() -> SystemVMessageQueue.open(key));
    say(() -> SystemVMessageQueue.ofId(id).receive(SystemVTypes.any(), Duration.ZERO));
    say(() -> SystemVMessageQueue.ofId(id).remove());
    say(() -> Fifo.at(Path.of(fifo)).openReader());
    say(() -> Fifo.at(Path.of(fifo)).tryOpenWriter());
    say(() -> Fifo.at(Path.of(fifo)).delete());
    say(() -> Ipc.receiver("fifo:" + fifo + "?framing=none"));
    say(() -> Ipc.receiver(pipe));
  }

  /** As a user who has to do with none of it. */
  private static void stranger(String posix, int key, String file) throws Exception {
    say(() -> PosixSharedMemory.at(posix).readOnly().open());
    say(() -> {
      PosixSharedMemory.unlink(posix);
      return "unlinked";
    });
    say(() -> SystemVSharedMemory.at(key).readOnly().open());
    say(() -> SystemVObjects.removeKey(SystemVKind.SEGMENT, key));
    say(() -> SystemVObjects.findKey(SystemVKind.SEGMENT, key).isPresent());
    say(() -> MappedFile.at(Path.of(file)).readOnly().open());
  }
}
