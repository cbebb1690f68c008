package org.javaipc.socket;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.javaipc.Address;
import org.javaipc.Connection;
import org.javaipc.IpcException;
import org.javaipc.ResourceLimitException;
import org.javaipc.Server;
import org.javaipc.test.LoadedClasses;
import org.jspecify.annotations.Nullable;

/**
 * A process that may have few open files. {@code serve PATH} accepts and keeps what it can, answers each
 * with a byte, drops everything when a line comes, and tells how many were shed. {@code listen PATH DOOR} does
 * the same with connections. {@code receive PATH} reads descriptors from a connection and tells what became
 * of them.
 */
final class CrampedServer {
  private CrampedServer() {}

  public static void main(String[] args) throws Exception {
    UnixSocketAddress address = UnixSocketAddress.of(Path.of(args[1]));
    if (args[0].equals("serve")) {
      serve(address);
    } else if (args[0].equals("listen")) {
      listen(args[1], Door.valueOf(args[2]));
    } else {
      receive(address);
    }
  }

  private static void serve(UnixSocketAddress address) throws Exception {
    BlockingQueue<Integer> lines = new LinkedBlockingQueue<>();
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            for (int c; (c = System.in.read()) >= 0; ) {
              lines.add(c);
            }
          } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
    loadClasses();
    List<UnixSocket> kept = new ArrayList<>();
    try (UnixServerSocket server = UnixServerSocket.bind(address)) {
      System.out.println("listening");
      while (true) {
        UnixSocket client = acceptAgain(server);
        if (client != null) {
          client.write(Bytes.of("."));
          kept.add(client);
        }
        if (lines.poll() != null) {
          for (UnixSocket socket : kept) {
            socket.close();
          }
          System.out.println("kept " + kept.size() + " shed " + server.shed());
          kept.clear();
        }
      }
    }
  }

  /** The JVM opens files of its own at any time, so even the reserve may be gone: then the next call tries again. */
  private static @Nullable UnixSocket acceptAgain(UnixServerSocket server) throws Exception {
    try {
      return server.accept(Duration.ofMillis(50));
    } catch (ResourceLimitException e) {
      return null;
    }
  }

  private static void listen(String path, Door door) throws Exception {
    Address address = Address.parse("unix:" + path);
    List<Connection> kept = new ArrayList<>();
    try (Server server = Connections.listen(address, door)) {
      loadClasses();
      try (Connection first = Connections.connect(address)) { // loads what is needed later
        server.accept().close();
        first.sender().close();
      }
      System.out.println("listening");
      while (true) {
        Connection client = server.accept(Duration.ofMillis(50));
        if (client != null) {
          client.sender().send(".");
          kept.add(client);
        }
        if (System.in.available() > 0) {
          System.in.read();
          for (Connection connection : kept) {
            connection.close();
          }
          System.out.println("kept " + kept.size() + " refused " + server.refused());
          kept.clear();
        }
      }
    }
  }

  /** From folders, as tests run, a class takes a descriptor to load; later there is none. */
  private static void loadClasses() throws Exception {
    LoadedClasses.ofFolders();
    UnixSocket.Pair pair = UnixSocket.pair();
    pair.first().write(Bytes.of("x"), List.of());
    pair.second().read(Bytes.room(1), new ArrayList<>());
    pair.second().close();
    try {
      pair.first().write(Bytes.of("x"));
    } catch (IpcException e) {
      pair.first().close();
    }
  }

  private static void receive(UnixSocketAddress address) throws Exception {
    try (UnixSocket socket = UnixSocket.connect(address)) {
      MemorySegment room = Bytes.room(100);
      loadClasses();
      long before = OpenDescriptors.files();
      while (true) {
        List<PassedDescriptor> came = new ArrayList<>();
        try {
          long read = socket.read(room, came);
          if (read < 0) {
            return;
          }
          came.forEach(PassedDescriptor::close);
          System.out.println("read " + read + " with " + came.size());
        } catch (ResourceLimitException e) {
          System.out.println(e.getMessage());
          System.out.println("leaked " + (OpenDescriptors.files() - before));
        }
      }
    }
  }
}
