package org.javaipc.testkit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.javaipc.Connection;
import org.javaipc.Ipc;
import org.javaipc.IpcException;
import org.javaipc.Server;
import org.jspecify.annotations.Nullable;

/** The commands of {@link Peer} that are about connections. */
final class PeerConnections {
  private static final int WORDS = 3;

  private final Consumer<String> output;
  private @Nullable Server server;
  private @Nullable Connection connection;

  PeerConnections(Consumer<String> output) {
    this.output = output;
  }

  String run(List<String> words) throws Exception {
    return switch (words.getFirst()) {
      case "serve" -> serve(words.get(1));
      case "connect" -> connect(words.get(1));
      case "converse" -> "heard " + say(Objects.requireNonNull(connection), words.get(1));
      case "talk" -> talk();
      case "send-unread" -> sendUnread();
      case "churn-client" -> churnClient(words.get(1), Path.of(words.get(2)));
      case "churn-server" -> churnServer(words.get(1));
      default -> throw new IllegalArgumentException("command=" + words.getFirst());
    };
  }

  private String serve(String address) throws Exception {
    Server listening = Ipc.listen(address);
    server = listening;
    EchoServer.start(listening);
    return "ok";
  }

  private String connect(String address) throws Exception {
    connection = Ipc.connect(address);
    return "ok";
  }

  static @Nullable String say(Connection to, String word) throws Exception {
    to.sender().send(word);
    return to.receiver().receiveString();
  }

  private String sendUnread() throws Exception {
    ConnectionProcessContract.sendUnread(Objects.requireNonNull(connection));
    return "ok";
  }

  private String talk() throws Exception {
    output.accept("talking");
    for (long next = 0; true; next++) {
      expect(Objects.requireNonNull(connection), Long.toString(next));
    }
  }

  static void expect(Connection to, String word) throws Exception {
    requireSame(word, say(to, word));
  }

  /** Accepts the client and lets the two exchange a word each way. */
  static void expect(Connection client, Rig rig, Server server) throws Exception {
    Connection served = rig.accept(server);
    client.sender().send("question");
    requireSame("question", served.receiver().receiveString());
    served.sender().send("answer");
    requireSame("answer", client.receiver().receiveString());
  }

  private static void requireSame(String expected, @Nullable String actual) {
    if (!expected.equals(actual)) {
      throw new AssertionError("'%s' came as '%s'".formatted(expected, actual));
    }
  }

  private String churnClient(String address, Path file) throws Exception {
    try (ProgressFile progress = ProgressFile.open(file)) {
      output.accept("churning");
      for (long next = 0; true; next++) {
        try (Connection one = Ipc.connect(address)) {
          for (int i = 0; i < WORDS; i++) {
            expect(one, next + "." + i);
          }
        }
        progress.set(next + 1);
      }
    }
  }

  private String churnServer(String address) throws Exception {
    output.accept("churning");
    while (true) {
      try (Server one = Ipc.listen(address)) {
        for (int i = 0; i < WORDS; i++) {
          Connection client = one.accept(Duration.ofMillis(100));
          if (client != null) {
            EchoServer.start(client);
          }
        }
      }
    }
  }

  void close() throws IpcException {
    if (connection != null) {
      connection.close();
    }
    if (server != null) {
      server.close();
    }
  }
}
