package org.javaipc.clients;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.javaipc.Connection;
import org.javaipc.Ipc;
import org.javaipc.IpcException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.Server;

/** The Java peers of a program that was told {@code all}: a receiver, a sender and a server of each transport. */
record JavaEnds(
    Path directory,
    List<Receiver> receivers,
    List<Server> servers,
    List<Sender> senders,
    List<Connection> connections)
    implements AutoCloseable {
  private static final List<String> SCHEMES = List.of("shm", "mmap", "unix");

  /** Opens what the program joins. */
  static JavaEnds open(Path directory) throws Exception {
    JavaEnds ends =
        new JavaEnds(
            directory, new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (String scheme : SCHEMES) {
      ends.receivers.add(
          Ipc.receiver("%s:up?maxMessage=%d&dir=%s".formatted(scheme, Wave.LIMIT, directory)));
      ends.servers.add(Ipc.listen("%s:desk?dir=%s".formatted(scheme, directory)));
    }
    return ends;
  }

  /** Joins what the program has opened, and takes its connections. */
  void join() throws Exception {
    for (String scheme : SCHEMES) {
      senders.add(Ipc.sender("%s:down?dir=%s".formatted(scheme, directory)));
    }
    for (Server server : servers) {
      connections.add(
          Objects.requireNonNull(server.accept(Duration.ofSeconds(60)), "no client came"));
    }
  }

  @Override
  public void close() throws IpcException {
    for (Connection connection : connections) {
      connection.close();
    }
    for (Sender sender : senders) {
      sender.close();
    }
    for (Server server : servers) {
      server.close();
    }
    for (Receiver receiver : receivers) {
      receiver.close();
    }
  }
}
