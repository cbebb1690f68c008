package org.javaipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.javaipc.ChannelStatus;
import org.javaipc.Listener;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.Server;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InspectionTest {
  private static final long PID = ProcessHandle.current().pid();

  @TempDir Path folder;

  private Shell shell;
  private Path directory;

  @BeforeEach
  void prepare() {
    shell = Shell.in(folder);
    directory = folder.resolve("run");
  }

  private String address(String schemeAndName) {
    return schemeAndName + "?dir=" + directory;
  }

  @ParameterizedTest
  @ValueSource(strings = {"shm", "sysv", "mmap"})
  void countersAreSeenWhileItRuns(String scheme) throws Exception {
    String address = address(scheme + ":orders");
    try (Receiver receiver = shell.ipc().receiver(address);
        Sender sender = shell.ipc().sender(address)) {
      sender.send("one");
      sender.send("two");
      assertThat(stat(address))
          .contains("\"state\": \"live\", \"receiver\": " + PID + ", \"senders\": 1")
          .contains("\"capacity\": 1048576, \"unread\": 32")
          .contains("\"sent\": 2, \"received\": 0")
          .contains("\"lanes\": [{\"lane\": 0, \"joined\": true, \"sender\": " + PID);
      assertThat(receiver.receiveString()).isEqualTo("one");
      assertThat(receiver.receiveString()).isEqualTo("two");
      assertThat(receiver.poll((_, _, _) -> {}, 1)).isZero();
      assertThat(stat(address)).contains("\"unread\": 0").contains("\"sent\": 2, \"received\": 2");
      assertThat(shell.run("stat", address).out()).contains("room waits");
    }
  }

  private String stat(String address) throws Exception {
    Shell.Result result = shell.run("stat", address, "--json");
    assertThat(result.err()).isEmpty();
    assertThat(result.exitCode()).isZero();
    return result.out();
  }

  /** Others give such names: PostgreSQL's socket is called .s.PGSQL.5432. */
  @Test
  void aSocketWithAHiddenNameIsSeen() throws Exception {
    Path hidden = folder.resolve(".s.other.5432");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(hidden));
      assertThat(stat("unix:" + hidden)).contains("\"kind\": \"socket\", \"state\": \"live\"");
    }
    assertThat(stat("unix:" + hidden)).contains("\"state\": \"left\"");
  }

  @Test
  void whatIsNotThereIsSaid() throws Exception {
    Shell.Result result = shell.run("stat", address("shm:none"));
    assertThat(result.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(result.err()).contains("no such channel exists now");
  }

  @Test
  void listShowsChannelsEventsAndWhatIsNone() throws Exception {
    try (Receiver receiver = shell.ipc().receiver(address("shm:orders"));
        Listener listener = shell.ipc().listener(address("sysv:door"))) {
      assertThat(receiver).isNotNull();
      assertThat(listener).isNotNull();
      Files.writeString(directory.resolve("other.shm"), "something else");
      assertThat(list())
          .contains("\"name\": \"orders\", \"kind\": \"channel\", \"state\": \"live\"")
          .contains("\"name\": \"door\", \"kind\": \"events\", \"state\": \"live\"")
          .contains("\"name\": \"other\", \"kind\": \"channel\", \"state\": \"unknown\"")
          .contains("not a javaipc channel");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"signal", "sem"})
  void listenersOfWhatCarriesNothingButEventsAreListed(String scheme) throws Exception {
    try (Listener listener = shell.ipc().listener(address(scheme + ":bell"))) {
      assertThat(listener).isNotNull();
      assertThat(list()).contains("\"name\": \"bell\", \"kind\": \"events\", \"state\": \"live\"");
      assertThat(shell.run("clean", "--dir", directory.toString()).err())
          .isEqualTo("nothing to remove\n");
    }
    assertThat(list()).isEmpty();
  }

  @Test
  void theSocketOfAServerIsListedAndSurvivesCleaning() throws Exception {
    String address = address("unix:desk");
    try (Server server = shell.ipc().listen(address)) {
      assertThat(list()).contains("\"name\": \"desk\", \"kind\": \"socket\", \"state\": \"live\"");
      assertThat(stat(address)).contains("\"kind\": \"socket\"", "\"receiver\": null");
      assertThat(shell.run("stat", address).out())
          .isEqualTo(
              address + ": socket, live, receiver -, " + directory.resolve("desk.unix") + "\n");
      assertThat(shell.run("clean", "--dir", directory.toString()).err())
          .isEqualTo("nothing to remove\n");
      assertThat(server.refused()).isZero();
    }
    assertThat(list()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"mmap", "mq", "sysvmq"})
  void cleanRemovesWhatIsKeptWhenItIsNamed(String scheme) throws Exception {
    String address = address(scheme + ":orders");
    Receiver receiver = shell.ipc().receiver(address);
    try (Sender sender = shell.ipc().sender(address)) {
      sender.send("unread");
      Shell.Result refused = shell.run("clean", "--kept", address);
      assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
      assertThat(refused.err()).contains("no channel is kept under that address");
    }
    receiver.close();
    assertThat(list()).contains("\"state\": \"kept\"");
    assertThat(shell.run("clean", "--dir", directory.toString()).err())
        .isEqualTo("nothing to remove\n");
    Shell.Result result = shell.run("clean", "--dir", directory.toString(), "--kept", address);
    assertThat(result.err()).isEmpty();
    assertThat(result.out()).contains("orders");
    assertThat(list()).isEmpty();
  }

  @Test
  void cleanRemovesTheEntryOfAListenerThatDied() throws Exception {
    shell.ipc().listener(address("signal:bell")).close();
    Path entry = directory.resolve("bell.signal");
    Files.writeString(
        entry, "javaipc-signal listen version=1 pid=1 tid=1 signal=42 listener=1 pidns=1\n");
    assertThat(list()).contains("\"name\": \"bell\"").contains("\"state\": \"left\"");
    Shell.Result result = shell.run("clean", "--dir", directory.toString());
    assertThat(result.out()).isEqualTo(entry + "\n");
    assertThat(entry).doesNotExist();
  }

  @Test
  void doctorTellsOfEveryTransport() throws Exception {
    assertThat(shell.run("doctor").out())
        .contains("transport shm ", "transport signal ", "transport sem ", "pending signals ");
  }

  @Test
  void scribbledMemoryIsLookedAtUnharmed() throws Exception {
    String address = address("shm:orders");
    try (Receiver receiver = shell.ipc().receiver(address)) {
      assertThat(receiver).isNotNull();
      byte[] header = Arrays.copyOf(Files.readAllBytes(directory.resolve("orders.shm")), 1 << 14);
      Random random = new Random(7);
      for (int round = 0; round < 300; round++) {
        byte[] scribbled = header.clone();
        for (int change = 0; change <= round % 20; change++) {
          scribbled[8 + random.nextInt(2048)] = (byte) random.nextInt();
        }
        try (var file = new RandomAccessFile(directory.resolve("bad.shm").toFile(), "rw")) {
          file.write(scribbled);
          file.setLength(round % 3 == 0 ? random.nextInt(header.length) : 1 << 25);
        }
        ChannelStatus status = shell.ipc().status(address("shm:bad")).getFirst();
        assertThat(status.unread()).isBetween(0L, status.senders() * status.capacity());
      }
    }
  }

  @Test
  void listMakesNoDirectory() throws Exception {
    assertThat(list()).isEmpty();
    assertThat(directory).doesNotExist();
  }

  private String list() throws Exception {
    Shell.Result result = shell.run("list", "--json", "--dir", directory.toString());
    assertThat(result.exitCode()).isZero();
    return result.out();
  }

  @Test
  void cleanRemovesWhatTheDeadLeftAndNothingElse() throws Exception {
    String kept = address("mmap:kept");
    shell.ipc().receiver(kept).close();
    try (Receiver receiver = shell.ipc().receiver(address("shm:orders"))) {
      assertThat(receiver).isNotNull();
      // A copy has the same bytes, and nobody holds its lock: as after a kill.
      Files.copy(directory.resolve("orders.shm"), directory.resolve("dead.shm"));
      Files.writeString(directory.resolve("other.shm"), "something else");
      Files.writeString(directory.resolve(".proc-00000000000000ff.lock"), "1 1 none java\n");
      Files.writeString(directory.resolve(".new-1"), "");
      assertThat(list()).contains("\"name\": \"dead\", \"kind\": \"channel\", \"state\": \"left\"");

      Shell.Result result = shell.run("clean", "--dir", directory.toString());

      assertThat(result.exitCode()).isZero();
      assertThat(result.out().lines())
          .containsExactlyInAnyOrder(
              directory + "/dead.shm",
              directory + "/.new-1",
              directory + "/.proc-00000000000000ff.lock");
      try (Stream<Path> left = Files.list(directory)) {
        assertThat(left.map(path -> path.getFileName().toString()))
            .filteredOn(name -> !name.startsWith(".proc-"))
            .containsExactlyInAnyOrder("orders.shm", "other.shm", "kept.mmap");
      }
      assertThat(list()).contains("\"name\": \"kept\", \"kind\": \"channel\", \"state\": \"kept\"");
      assertThat(shell.run("clean", "--dir", directory.toString()).err())
          .isEqualTo("nothing to remove\n");
    }
  }
}
