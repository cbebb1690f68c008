package org.javaipc.socket;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.javaipc.Connection;
import org.javaipc.Ipc;
import org.javaipc.IpcException;
import org.javaipc.Receiver;
import org.javaipc.Server;

/** A process of {@link SystemdSocketsTest}: {@code WHAT ADDRESS} does one thing with what it was handed. */
final class ActivatedProcess {
  private static final Duration LONG = Duration.ofSeconds(30);

  private ActivatedProcess() {}

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "list" -> System.out.println(SystemdSockets.all());
      case "classes" -> classes();
      case "serve" -> serve(args[1]);
      case "receive" -> receive(args[1]);
      case "notify" -> {
        System.out.println(SystemdService.ready());
        try (PassedDescriptor nothing = PassedDescriptor.duplicate(0)) {
          SystemdService.store("kept", java.util.List.of(nothing));
        }
        SystemdService.stopping();
      }
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  private static void classes() throws Exception {
    MemorySegment room = Bytes.room(100);
    try (UnixServerSocket server = UnixServerSocket.of(descriptor("web"));
        UnixSocket client = server.accept()) {
      System.out.println(server.address() + " " + Bytes.text(room, client.read(room)));
    }
    try (UnixSeqpacketServerSocket server =
            UnixSeqpacketServerSocket.of(descriptor("packets"), UnixServerOptions.DEFAULT);
        UnixSeqpacketSocket client = server.accept()) {
      System.out.println(Bytes.text(room, client.receive(room, LONG)));
    }
    try (UnixDatagramSocket datagrams = UnixDatagramSocket.of(descriptor("log"))) {
      System.out.println(Bytes.text(room, datagrams.receive(room, LONG)));
    }
    for (String name : new String[] {"web", "packets", "log"}) {
      try {
        UnixSocket.of(descriptor(name)).close();
        System.out.println("taken for a connection: " + name);
      } catch (IpcException e) {
        System.out.println("refused: " + e.getMessage());
      }
    }
  }

  private static PassedDescriptor descriptor(String name) throws IpcException {
    return SystemdSockets.named(name).orElseThrow().descriptor();
  }

  private static void serve(String address) throws Exception {
    try (Server server = Ipc.listen(address)) {
      System.out.println("ready");
      try (Connection client = server.accept()) {
        client.sender().send(client.receiver().receiveString());
      }
    }
    System.out.println("served");
  }

  private static void receive(String address) throws Exception {
    try (Receiver receiver = Ipc.receiver(address)) {
      System.out.println("ready");
      System.out.println(receiver.receiveString());
    }
  }
}
