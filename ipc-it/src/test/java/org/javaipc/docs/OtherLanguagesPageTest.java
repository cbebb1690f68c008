package org.javaipc.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.javaipc.Connection;
import org.javaipc.Ipc;
import org.javaipc.PeerDiedException;
import org.javaipc.Received;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.Server;
import org.javaipc.test.Needs;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Python programs of docs/other-languages.md, each with the Java end that the page names. */
class OtherLanguagesPageTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir Path folder;

  @BeforeAll
  static void needPython() {
    Needs.program("python3");
  }

  /** Starts a program of the page with an argument. */
  private Process python(String name, Object argument) throws IOException {
    String program = CodeOnPage.of("docs/other-languages.md").block(name);
    Path file = Files.writeString(folder.resolve(name + ".py"), program);
    ProcessBuilder builder =
        new ProcessBuilder("python3", file.toString(), argument.toString())
            .redirectErrorStream(true);
    builder.environment().put("PYTHONPATH", CodeOnPage.root().resolve("clients/python").toString());
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    return builder.start();
  }

  @Test
  @DisplayName("lines from Java over a FIFO, which the program makes")
  void linesOverFifo() throws Exception {
    Path fifo = folder.resolve("orders");
    Process process = python("fifo_lines", fifo);
    await().atMost(PATIENCE).until(() -> Files.exists(fifo) || !process.isAlive());
    try (Sender sender = Ipc.sender("fifo:" + fifo + "?framing=lines&connect=1m")) {
      sender.send("buy 100");
      sender.send("sell 50");
    }
    assertThat(CodeOnPage.output(process)).isEqualTo("got buy 100\ngot sell 50\n");
  }

  @Test
  @DisplayName("raw bytes over a socket, through a buffer")
  void rawSocket() throws Exception {
    Path socket = folder.resolve("desk");
    try (Server server = Ipc.listen("unix:" + socket + "?framing=none")) {
      Process process = python("raw_socket", socket);
      try (Connection client = server.accept(PATIENCE)) {
        StringBuilder came = new StringBuilder();
        for (String answer : List.of("hello", "how are you")) {
          while (came.indexOf("\n") < 0) {
            came.append(client.receiveString());
          }
          assertThat(came).hasToString(answer + "\n");
          came.setLength(0);
          client.send("you said "); // in two pieces
          client.send(answer + "\n");
        }
      }
      assertThat(CodeOnPage.output(process)).isEqualTo("you said hello\nyou said how are you\n");
    }
  }

  @Test
  @DisplayName("messages over a socket, with an orderly end")
  void framedSocket() throws Exception {
    Path socket = folder.resolve("desk");
    try (Server server = Ipc.listen("unix:" + socket)) {
      Process process = python("framed_socket", socket);
      try (Connection client = server.accept(PATIENCE)) {
        String question = client.receiveString();
        client.send("you said " + question);
        assertThat(client.receive()).as("the farewell ends the stream").isNull();
      }
      assertThat(CodeOnPage.output(process)).isEqualTo("you said hello\n");
    }
  }

  @Test
  @DisplayName("the shell as a client, line by line")
  void linesOfTheShell() throws Exception {
    Path socket = folder.resolve("desk");
    String commands =
        CodeOnPage.of("docs/other-languages.md")
            .block("connect_lines")
            .replace("/tmp/desk", socket.toString());
    assertThat(commands).contains(socket.toString());
    try (Server server = Ipc.listen("unix:" + socket)) {
      Process shell = CodeOnPage.shell(commands, folder);
      try (Connection client = server.accept(PATIENCE)) {
        for (String line; (line = client.receiveString()) != null; ) {
          client.send("you said " + line);
        }
      }
      assertThat(CodeOnPage.output(shell)).isEqualTo("you said hello\nyou said how are you\n");
    }
  }

  @Test
  @DisplayName("without a farewell a client over a socket has died")
  void withoutFarewell() throws Exception {
    Path socket = folder.resolve("desk");
    String program = CodeOnPage.of("docs/other-languages.md").block("framed_socket");
    String last = program.lines().toList().getLast();
    assertThat(last).contains("IPCclose");
    Path file = Files.writeString(folder.resolve("dies.py"), program.replace(last, ""));
    try (Server server = Ipc.listen("unix:" + socket)) {
      Process process =
          new ProcessBuilder("python3", file.toString(), socket.toString())
              .redirectErrorStream(true)
              .start();
      try (Connection client = server.accept(PATIENCE)) {
        client.send(client.receiveString());
        FutureTask<byte[]> next = new FutureTask<>(client::receive);
        Thread.startVirtualThread(next);
        await().atMost(PATIENCE).until(next::isDone);
        assertThat(next.exceptionNow()).isInstanceOf(PeerDiedException.class);
      }
      assertThat(CodeOnPage.output(process)).isEqualTo("hello\n");
    }
  }

  @Test
  @DisplayName("messages over a FIFO to a mailbox")
  void framedFifo() throws Exception {
    Path fifo = folder.resolve("orders");
    try (Receiver receiver = Ipc.receiver("fifo:" + fifo + "?end=never")) {
      for (int round = 0; round < 2; round++) {
        Process process = python("framed_fifo", fifo);
        List<String> got = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
          got.add(
              switch (receiver.receiveString(PATIENCE)) {
                case Received.Message(String order) -> order;
                case Received<String> other -> other.toString();
              });
        }
        assertThat(got).containsExactly("buy 100", "sell 50");
        assertThat(CodeOnPage.output(process)).isEmpty();
      }
    }
  }

  @Test
  @DisplayName("messages through a mapped file, with the client for Python")
  void mappedFile() throws Exception {
    String address = "mmap:" + folder.resolve("orders");
    Process process = python("mmap", address);
    try (Sender sender = Ipc.sender(address + "?connect=1m")) {
      sender.send("buy 100".getBytes(StandardCharsets.UTF_8));
      sender.send("sell 50");
    }
    assertThat(CodeOnPage.output(process)).isEqualTo("got buy 100\ngot sell 50\n");
  }
}
