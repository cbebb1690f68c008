package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.javaipc.Address;
import org.javaipc.Ipc;
import org.javaipc.IpcException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.clients.Client;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a peer writes into the memory that it shares: a program in Python or C gets a message or a typed error, it
 * lives, and no call of it hangs.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileToPeersTest {
  private static final int ROUNDS = 25;
  private static final int SCRIBBLES = 100;
  private static final int MILLIS = 30;

  /** What the client says, and not its language: an error of that has another name. */
  private static final String ANSWER =
      "tended .*|ok|error (CorruptChannel|PeerDied|PeerClosed|ChannelClosed|ChannelBusy|ConnectTimeout"
          + "|GeometryMismatch|NoSuchObject|ResourceLimit|TooSlow|TransportUnavailable|Ipc)Exception: .*";

  /** To what the files are cut: nothing, a piece of a page, and pages. */
  private static final long[] OF_REGION = {0, 100, 4096, 8192};

  private static final long[] OF_CONTROL_REGION = {0, 100};

  private static final String CUT_SHORT =
      "error CorruptChannelException: .*was cut short while it was mapped.*";

  static Stream<Arguments> ends() {
    List<Arguments> ends = new ArrayList<>();
    for (Client client : new Client[] {Client.PYTHON, Client.C}) {
      for (String scheme : new String[] {"shm", "mmap", "unix"}) {
        ends.add(Arguments.of(client, scheme, "receiver"));
        ends.add(Arguments.of(client, scheme, "sender"));
        if (!scheme.equals("unix")) {
          ends.add(Arguments.of(client, scheme, "subscription"));
        }
      }
    }
    return ends.stream();
  }

  @ParameterizedTest(name = "{0}: a {2} of {1}")
  @MethodSource("ends")
  @DisplayName(
      "16 a program in another language whose memory is scribbled on gets a typed error at most, and lives")
  void lives(Client client, String scheme, String role) throws Exception {
    Rig rig = Rig.of(ClientProcessContract.provider(client, scheme), "hostile to a " + role);
    int errors = 0;
    try {
      PeerProcess victim = rig.peer();
      for (int round = 0; round < ROUNDS; round++) {
        Address address = rig.otherAddress("capacity=64KiB", "connect=1s");
        errors += attack(rig, victim, role, address) ? 1 : 0;
        victim.tell("close");
        assertThat(victim.answer()).matches(ANSWER);
        delete(rig, address);
      }
      victim.ask("alive", "say", "alive");
      rig.say("%s: %d of %d times a typed error".formatted(client, errors, ROUNDS));
    } finally {
      rig.close();
    }
  }

  @ParameterizedTest(name = "{0}: a {2} of {1}")
  @MethodSource("ends")
  @DisplayName(
      "16 the file is cut short under a program in another language: an error says so, and it lives")
  void cutShort(Client client, String scheme, String role) throws Exception {
    Rig rig = Rig.of(ClientProcessContract.provider(client, scheme), "cut short under a " + role);
    try {
      PeerProcess victim = rig.peer();
      for (long length : scheme.equals("unix") ? OF_CONTROL_REGION : OF_REGION) {
        Address address = rig.otherAddress("capacity=64KiB", "connect=1s");
        try (Ours ours = join(victim, role, address)) {
          ours.use();
          victim.tell("tend", rig.patience().toMillis());
          cut(rig.medium(address).orElseThrow(), length);
          assertThat(victim.answer()).matches(CUT_SHORT).contains(address.name());
        }
        victim.tell("close");
        assertThat(victim.answer()).matches(ANSWER);
        delete(rig, address);
      }
      victim.ask("alive", "say", "alive");
    } finally {
      rig.close();
    }
  }

  private static void cut(Path file, long length) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      assertThat(channel.size()).isGreaterThan(length);
      channel.truncate(length);
    }
  }

  /** {@return our end, to which the victim has the other} */
  private static Ours join(PeerProcess victim, String role, Address address) throws Exception {
    if (role.equals("receiver")) {
      victim.ask("ok", role, address);
      return Ours.sending(Ipc.sender(address));
    }
    Ours ours =
        role.equals("sender")
            ? Ours.receiving(Ipc.receiver(address))
            : Ours.sending(Ipc.publisher(address.with("patience", "100ms")));
    victim.ask("ok", role, address);
    return ours;
  }

  /** {@return whether the victim has told an error} */
  private static boolean attack(Rig rig, PeerProcess victim, String role, Address address)
      throws Exception {
    try (Ours ours = join(victim, role, address)) {
      return scribble(rig, victim, address, ours);
    }
  }

  private static boolean scribble(Rig rig, PeerProcess victim, Address address, Ours ours)
      throws Exception {
    ours.use();
    List<Scribbler> scribblers = new ArrayList<>();
    for (Path file : files(rig, address)) {
      scribblers.add(Scribbler.on(file, rig.random()));
    }
    assertThat(scribblers).isNotEmpty();
    victim.tell("tend", MILLIS);
    for (int i = 0; i < SCRIBBLES; i++) {
      scribblers.get(rig.random().nextInt(scribblers.size())).scribble();
      ours.use();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(MILLIS) / SCRIBBLES);
    }
    String answer = victim.answer();
    for (Scribbler scribbler : scribblers) {
      scribbler.close();
    }
    assertThat(answer).matches(ANSWER);
    return answer.startsWith("error");
  }

  /** {@return what there is of the channel or topic, with what its subscription has} */
  private static List<Path> files(Rig rig, Address address) throws IOException {
    try (Stream<Path> all = Files.list(rig.directory().path())) {
      return all.filter(file -> file.getFileName().toString().startsWith(address.name() + "."))
          .filter(file -> Files.isRegularFile(file) && file.toFile().length() > 8)
          .toList();
    }
  }

  private static void delete(Rig rig, Address address) throws IOException {
    for (Path file : files(rig, address)) {
      Files.deleteIfExists(file);
    }
  }

  /** What is done with an end. */
  private interface Use {
    void once() throws IpcException;
  }

  /** The end in this JVM, whose errors are no matter here. */
  private record Ours(Use closing, Use using) implements AutoCloseable {
    private static Ours sending(Sender sender) {
      return new Ours(sender::close, () -> sender.offer(new byte[100]));
    }

    private static Ours receiving(Receiver receiver) {
      return new Ours(receiver::close, () -> receiver.poll((segment, offset, length) -> {}, 3));
    }

    private void use() {
      attempt(using);
    }

    @Override
    public void close() {
      attempt(closing);
    }

    private static void attempt(Use use) {
      try {
        use.once();
      } catch (IpcException e) {
        assertThat(e).hasMessageContaining("it-"); // of the test's channel
      } catch (InternalError e) { // of a file that was cut short, told late
        assertThat(e).hasMessageContaining("unsafe memory access");
      }
    }
  }
}
