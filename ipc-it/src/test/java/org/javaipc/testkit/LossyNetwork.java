package org.javaipc.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.javaipc.test.Needs;
import org.junit.jupiter.api.Assumptions;

/** Two network namespaces, as two machines, and a network between them that delays packets, loses some, or is silent. */
final class LossyNetwork {
  /** Addresses that are kept for tests of networks (RFC 2544). */
  static final String HERE = "198.18.0.1";

  static final String THERE = "198.18.0.2";

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final String here = name("here");
  private final String there = name("there");
  private final List<String> namespaces = new ArrayList<>();
  private final Path script;
  private Process wire;
  private Writer commands;
  private BufferedReader answers;

  private LossyNetwork(Path folder) throws IOException {
    this.script = folder.resolve("lossynetwork.py");
    try (InputStream source = LossyNetwork.class.getResourceAsStream("lossynetwork.py")) {
      Files.copy(source, script);
    }
  }

  private static String name(String side) {
    return "javaipc-%d-%d-%s"
        .formatted(ProcessHandle.current().pid(), COUNT.incrementAndGet(), side);
  }

  /** {@return a network without loss and delay; skips the test where there can be none} */
  static LossyNetwork open(Path folder) throws Exception {
    Needs.root("make network namespaces");
    Needs.program("ip");
    Needs.program("python3");
    Assumptions.assumeTrue(Files.isWritable(Path.of("/dev/net/tun")), "there is no /dev/net/tun");
    LossyNetwork network = new LossyNetwork(folder);
    boolean opened = false;
    try {
      network.connect();
      opened = true;
      return network;
    } finally {
      if (!opened) {
        network.close();
      }
    }
  }

  private void connect() throws Exception {
    for (String namespace : List.of(here, there)) {
      ip("netns", "add", namespace);
      namespaces.add(namespace);
    }
    wire =
        new ProcessBuilder("python3", script.toString(), here, HERE + "/24", there, THERE + "/24")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    commands = wire.outputWriter();
    answers = wire.inputReader();
    expectOk("its beginning");
  }

  private static void ip(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(words));
    int status = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (status != 0) {
      throw new IOException(command + " ended with status=" + status);
    }
  }

  /** Loses a share of the packets, of both directions, from 0 to 1. */
  void lose(double share) throws IOException {
    set("loss " + share);
  }

  /** Delays each packet. */
  void delay(double seconds) throws IOException {
    set("delay " + seconds);
  }

  private void set(String command) throws IOException {
    commands.write(command + "\n");
    commands.flush();
    expectOk(command);
  }

  private void expectOk(String command) throws IOException {
    String answer = answers.readLine();
    if (!"ok".equals(answer)) {
      throw new IOException("the network answered '%s' to: %s".formatted(answer, command));
    }
  }

  /** {@return what starts processes at this side} */
  PeerLauncher here() {
    return in(here);
  }

  /** {@return what starts processes at the other side} */
  PeerLauncher there() {
    return in(there);
  }

  private static PeerLauncher in(String namespace) {
    return options -> {
      ProcessBuilder program = PeerProcess.program(options);
      program.command().addAll(0, List.of("ip", "netns", "exec", namespace));
      return program;
    };
  }

  void close() throws IOException, InterruptedException {
    if (wire != null) {
      wire.destroyForcibly().waitFor();
    }
    for (String namespace : namespaces) {
      ip("netns", "del", namespace);
    }
    Files.deleteIfExists(script);
  }
}
