package org.javaipc.objects;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.javaipc.cli.Main;
import org.javaipc.testkit.FarPlace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The {@code ipc} command over {@code grpc:}, each a process of its own. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class FarCommandsTest {
  private static final int PEER_GONE = 3;
  private static final int TIMED_OUT = 4;

  @TempDir Path folder;

  private final String at = "at=" + FarPlace.at();
  private final String address = "grpc:orders?" + at + "&connect=60s";
  private final List<Program> programs = new ArrayList<>();

  @AfterEach
  void end() {
    programs.forEach(Program::close);
  }

  private Program ipc(String... arguments) throws Exception {
    return ipcAs(List.of(), arguments);
  }

  private Program ipcAs(List<String> before, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(before);
    command.addAll(
        Program.javaCommand(
            System.getProperty("java.class.path"), Main.class, (Object[]) arguments));
    Program program = Program.start(command);
    programs.add(program);
    return program;
  }

  /** A command whose standard input is a file. */
  private Program ipcWithInput(Path input, String... arguments) throws Exception {
    return ipcAs(List.of("sh", "-c", "exec \"$@\" < " + input, "sh"), arguments);
  }

  private Program opened(String... arguments) throws Exception {
    Program program = ipc(arguments);
    assertThat(program.line()).isEqualTo("ready " + address);
    return program;
  }

  private static List<String> rest(Program program) throws Exception {
    List<String> lines = new ArrayList<>();
    for (String line; (line = program.line()) != null; ) {
      lines.add(line);
    }
    return lines;
  }

  @Test
  @DisplayName("send and recv: messages, the end of the stream, and both exit with success")
  void sendAndReceive() throws Exception {
    Program receiver = opened("recv", address, "--lines");
    Program sender = ipc("send", address, "--message", "one", "--message", "two");
    assertThat(rest(sender)).isEmpty();
    assertThat(sender.exit()).isZero();
    assertThat(rest(receiver)).containsExactly("one", "two");
    assertThat(receiver.exit()).isZero();
  }

  @Test
  @DisplayName("a file that is longer than the ring arrives as it is")
  void file() throws Exception {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 100_000; i++) {
      text.append("line ").append(i).append('\n');
    }
    Path out = folder.resolve("out");
    Program receiver = opened("recv", address, "--out", out.toString());
    Path in = Files.writeString(folder.resolve("in"), text);
    assertThat(ipc("send", address, "--file", in.toString()).exit()).isZero();
    assertThat(receiver.exit()).isZero();
    assertThat(out).hasContent(text.toString());
  }

  @Test
  @DisplayName("a sender that is killed is not the end of the stream: recv says so and fails")
  void killedSender() throws Exception {
    Program receiver = opened("recv", address, "--lines");
    Program sender = ipcWithInput(Path.of("/dev/zero"), "send", address);
    assertThat(receiver.line()).isNotNull();
    sender.kill();
    assertThat(rest(receiver).getLast()).contains("died", "pid " + sender.pid());
    assertThat(receiver.exit()).isEqualTo(PEER_GONE);
  }

  @Test
  @DisplayName("a receiver that is killed: send says so and fails")
  void killedReceiver() throws Exception {
    Program receiver = opened("recv", address, "--lines");
    Program sender = ipcWithInput(Path.of("/dev/zero"), "send", address);
    assertThat(receiver.line()).isNotNull();
    receiver.kill();
    assertThat(sender.line()).contains("died");
    assertThat(sender.exit()).isEqualTo(PEER_GONE);
  }

  @Test
  @DisplayName("echo and connect: what was sent comes back")
  void echoAndConnect() throws Exception {
    opened("echo", address);
    Path in = Files.writeString(folder.resolve("in"), "hello\n\nagain\n");
    Program client = ipcWithInput(in, "connect", address, "--lines");
    assertThat(rest(client)).containsExactly("hello", "", "again");
    assertThat(client.exit()).isZero();
  }

  @Test
  @DisplayName("notify and await: the events")
  void notifyAndAwait() throws Exception {
    Program listener = opened("await", address);
    assertThat(ipc("notify", address, "7").exit()).isZero();
    assertThat(rest(listener)).containsExactly("7");
    assertThat(listener.exit()).isZero();
  }

  @Test
  @DisplayName("nobody there: send gives up when connect= is over, and says what to do")
  void nobody() throws Exception {
    Program sender = ipc("send", "grpc:orders?connect=100ms&" + at, "--message", "one");
    assertThat(rest(sender)).singleElement().asString().contains("no receiver was open", "start");
    assertThat(sender.exit()).isEqualTo(TIMED_OUT);
  }

  @Test
  @DisplayName("relay: from shm: to another machine, and to shm: there")
  void relays() throws Exception {
    String dir = "dir=" + folder + "&connect=60s";
    Program receiver = ipc("recv", "shm:there?" + dir, "--lines");
    assertThat(receiver.line()).startsWith("ready ");
    Program there = ipc("relay", address, "shm:there?" + dir);
    assertThat(there.line()).startsWith("ready ");
    Program here = ipc("relay", "shm:here?" + dir, address);
    assertThat(here.line()).startsWith("ready ");
    assertThat(ipc("send", "shm:here?" + dir, "--message", "one").exit()).isZero();
    assertThat(rest(receiver)).containsExactly("one");
    assertThat(rest(here).getLast()).contains("relayed messages=1 bytes=3");
    assertThat(rest(there).getLast()).contains("relayed messages=1 bytes=3");
  }

  @Test
  @DisplayName("transports has a line for it, with what it can")
  void transports() throws Exception {
    assertThat(rest(ipc("transports", "--json")))
        .anySatisfy(line ->
            assertThat(line)
                .contains(
                    "\"scheme\": \"grpc\"", "ipc-network", "CROSS_MACHINE", "\"reason\": null"));
  }

  @Test
  @DisplayName("doctor knows it: it has nothing against it")
  void doctor() throws Exception {
    assertThat(rest(ipc("doctor")))
        .anySatisfy(line -> assertThat(line).contains("grpc").doesNotContain("not there"));
  }

  @Test
  @DisplayName(
      "list shows what is on this machine's disk, so nothing of it; stat says that it cannot look there")
  void listAndStat() throws Exception {
    opened("recv", address);
    Program list = ipc("list", "--dir", folder.toString());
    assertThat(rest(list)).noneMatch(line -> line.contains("orders"));
    assertThat(list.exit()).isZero();
    Program stat = ipc("stat", address);
    assertThat(rest(stat)).singleElement().asString().contains("cannot be inspected from outside");
    assertThat(stat.exit()).isNotZero();
  }
}
