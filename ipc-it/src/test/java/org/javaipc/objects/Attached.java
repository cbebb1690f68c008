package org.javaipc.objects;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.javaipc.IpcException;
import org.javaipc.linux.memory.MappedMemory;
import org.javaipc.mmap.MappedFile;
import org.javaipc.mmap.SharedMapping;
import org.javaipc.shm.PosixSharedMemory;
import org.javaipc.shm.SystemVSharedMemory;
import org.javaipc.socket.PassedDescriptor;
import org.javaipc.socket.UnixSocket;
import org.javaipc.socket.UnixSocketAddress;

/** Main class of a child that attaches an object of its parent, and does one thing with it. */
final class Attached {
  private static final VarHandle LONG = JAVA_LONG.varHandle();

  private Attached() {}

  /** KIND NAME ACTION [NUMBER]. */
  public static void main(String[] arguments) throws Exception {
    String action = arguments[2];
    try (MappedMemory memory = attach(arguments[0], arguments[1])) {
      MemorySegment segment = memory.segment();
      switch (action) {
        case "set" -> segment.set(JAVA_LONG, 0, Long.parseLong(arguments[3]));
        case "get" -> System.out.println(segment.get(JAVA_LONG, 0));
        case "answer" -> answer(segment, Long.parseLong(arguments[3]));
        case "hold" -> {
          System.out.println("holding");
          waitForEndOfInput();
        }
        case "count" -> {
          System.out.println("counting");
          for (long i = 1; ; i++) {
            LONG.setRelease(segment, 0L, i);
            LONG.setRelease(segment, 8L, i);
          }
        }
        default -> throw new IllegalArgumentException(action);
      }
    } catch (IpcException e) {
      System.out.println(e);
    }
  }

  private static void answer(MemorySegment segment, long question) {
    System.out.println("waiting");
    while ((long) LONG.getAcquire(segment, 0L) != question) {
      Thread.onSpinWait();
    }
    LONG.setRelease(segment, 8L, question + 1);
  }

  private static void waitForEndOfInput() throws Exception {
    while (System.in.read() >= 0) {
      // until the parent closes its end
    }
  }

  /** Opens an object as a test's command line names it. */
  static MappedMemory attach(String kind, String name) throws Exception {
    return switch (kind) {
      case "file" -> MappedFile.at(Path.of(name)).open();
      case "file-read-only" -> MappedFile.at(Path.of(name)).readOnly().open();
      case "posix" -> PosixSharedMemory.at(name).open();
      case "sysv" -> SystemVSharedMemory.at(Integer.decode(name)).open();
      case "memfd" -> {
        String[] pidAndFd = name.split(":", -1);
        yield SharedMapping.attach(Long.parseLong(pidAndFd[0]), Integer.parseInt(pidAndFd[1]));
      }
      case "handed" -> handedOver(name);
      default -> throw new IllegalArgumentException(kind);
    };
  }

  /** Connects to a socket, and maps the descriptor that comes over it. */
  private static SharedMapping handedOver(String socketName) throws Exception {
    List<PassedDescriptor> came = new ArrayList<>();
    try (UnixSocket socket = UnixSocket.connect(new UnixSocketAddress(socketName))) {
      socket.read(MemorySegment.ofArray(new byte[1]), came);
    }
    return SharedMapping.adopt(came.getFirst().release());
  }
}
