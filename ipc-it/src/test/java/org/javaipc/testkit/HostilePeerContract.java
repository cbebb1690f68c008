package org.javaipc.testkit;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.javaipc.AccessRefusedException;
import org.javaipc.Address;
import org.javaipc.Capability;
import org.javaipc.ConnectTimeoutException;
import org.javaipc.CorruptChannelException;
import org.javaipc.Ipc;
import org.javaipc.IpcException;
import org.javaipc.PeerClosedException;
import org.javaipc.Receiver;
import org.javaipc.ResourceLimitException;
import org.javaipc.Sender;
import org.javaipc.Server;
import org.javaipc.test.Needs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/**
 * Whoever can write into the directory or the memory of a channel in a file, with malice or by mistake: the
 * reader gets a message or a typed error, the JVM lives, nothing hangs, and what belongs to others stays.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class HostilePeerContract {
  private static final int NOBODY = 65534;

  /** Of the ring's format, version 1: see RingLayout. */
  private static final int HEADER_LENGTH = 12;

  private static final int CAPACITY = 16;
  private static final int LANES = 32;
  private static final int FIRST_LANE = 512;
  private static final int LANE_LENGTH = 512;
  private static final int POSITION = 128;

  private Rig rig;

  /** {@return the transport's scheme} */
  abstract String scheme();

  @BeforeEach
  void openRig(TestInfo test) throws Exception {
    rig = Rig.of(ProviderUnderTest.of(scheme()), test.getDisplayName());
  }

  @AfterEach
  void closeRig() throws Exception {
    rig.close();
  }

  private Path name() {
    return rig.directory().path().resolve(rig.address().name() + "." + scheme());
  }

  @Test
  @DisplayName(
      "16 what is not a channel has the name: a typed error for both ends, and it stays there")
  void notAChannel() throws Exception {
    byte[] header = headerOfAChannel();
    Map<String, byte[]> contents = new LinkedHashMap<>();
    contents.put("empty", new byte[0]);
    contents.put("one byte", new byte[1]);
    contents.put("a page of zeros", new byte[4096]);
    contents.put("a megabyte of zeros", new byte[1 << 20]);
    contents.put(
        "a text", "# a text of somebody else's\n".repeat(500).getBytes(StandardCharsets.UTF_8));
    contents.put("noise", noise(1 << 20));
    contents.put("another magic", changed(header, 0));
    for (var content : contents.entrySet()) {

      Files.write(name(), content.getValue());
      makePrivate();
      bothEndsAreRefused(content.getKey());
      assertThat(Files.readAllBytes(name())).as(content.getKey()).isEqualTo(content.getValue());
      Files.delete(name());
    }
    rig.receiver().close(); // the name is usable again
  }

  @Test
  @DisplayName(
      "10 what is left of a dead channel is reclaimed, however damaged behind its first bytes")
  void damagedLeftover() throws Exception {
    rig.requireThat(
        !rig.has(Capability.DURABLE), "what a dead receiver left is kept: line 9 says how");
    byte[] header = headerOfAChannel();
    for (int length : new int[] {8, 12, 40, 4096, 9999, header.length}) {
      byte[] left = Arrays.copyOf(header, length);
      Arrays.fill(left, 8, Math.min(length, 4000), (byte) rig.random().nextInt());
      Files.write(name(), left);
      makePrivate();
      assertThatThrownBy(() -> rig.run("connect", () -> Ipc.sender(patient(50)).close()))
          .as("sender, with %d damaged bytes", length)
          .isInstanceOfAny(ConnectTimeoutException.class, CorruptChannelException.class);
      try (Receiver receiver = rig.channel().receiver();
          Sender sender = rig.channel().sender()) {
        sender.send("reclaimed");
        assertThat(receiver.receiveString()).isEqualTo("reclaimed");
      }
    }
  }

  @Test
  @DisplayName(
      "C17 corrupt records, one after the other: each is counted, and the server serves on")
  void corruptKnocks() throws Exception {
    int knocks = 130;
    Server server = rig.server();
    Path door =
        Stream.of(".server", "")
            .map(infix ->
                rig.directory().path().resolve(rig.address().name() + infix + "." + scheme()))
            .filter(Files::exists)
            .findFirst()
            .orElseThrow(() -> rig.skipped("the lane of the door lies in no file of that name"));
    for (int i = 0; i < knocks; i++) {
      long counted = server.refused();
      corruptKnock(door);
      rig.until("the knock is counted", () -> server.refused() > counted);
    }
    PeerConnections.expect(rig.connect(), rig, server);
  }

  private void corruptKnock(Path door) throws Exception {
    try (Sender _ = rig.channel().sender();
        FileChannel file = FileChannel.open(door, READ, WRITE)) {
      MappedByteBuffer memory = file.map(FileChannel.MapMode.READ_WRITE, 0, file.size());
      memory.order(ByteOrder.LITTLE_ENDIAN);
      for (int lane = 0; lane < memory.getInt(LANES); lane++) {
        int descriptor = FIRST_LANE + lane * LANE_LENGTH;
        if (memory.getInt(descriptor) == 1) {
          long capacity = memory.getLong(CAPACITY);
          long position = memory.getLong(descriptor + POSITION) & (capacity - 1);
          memory.putLong(
              (int) (memory.getInt(HEADER_LENGTH) + lane * capacity + position), 0xdeadbeefcafeL);
        }
      }
    }
  }

  @Test
  @DisplayName(
      "16 a sender that finds a changed header of a live channel joins or gets a typed error")
  void changedHeader() throws Exception {
    int errors = 0;
    for (int at = 0; at < 256; at++) {
      Receiver receiver = rig.channel("capacity=64KiB").receiver();
      try (FileChannel file = FileChannel.open(name(), READ, WRITE)) {
        ByteBuffer original = ByteBuffer.allocate(1);
        file.read(original, at);
        byte changed = (byte) (original.get(0) ^ (1 << rig.random().nextInt(8)));
        file.write(ByteBuffer.wrap(new byte[] {changed}), at);
        errors += joins() ? 0 : 1;
        endsOneWayOrTheOther("poll", () -> receiver.poll(Line06Empty.NONE, 1));
        file.write(original.flip(), at);
      }
      endsOneWayOrTheOther("close", receiver::close);
    }
    rig.say(errors + " of 256 changed bytes were noticed on joining");
    assertThat(errors).isPositive();
  }

  private boolean joins() throws Exception {
    try {
      rig.run("connect", () -> Ipc.sender(patient(20)).close());
      return true;
    } catch (IpcException e) {
      assertThat(e).hasMessageContaining(scheme());
      return false;
    }
  }

  private byte[] headerOfAChannel() throws Exception {
    try (Receiver _ = rig.channel("capacity=64KiB").receiver()) {
      return Files.readAllBytes(name());
    }
  }

  private byte[] noise(int length) {
    byte[] noise = new byte[length];
    rig.random().nextBytes(noise);
    return noise;
  }

  private static byte[] changed(byte[] bytes, int at) {
    byte[] changed = bytes.clone();
    changed[at] ^= 0x20;
    return changed;
  }

  private void makePrivate() throws IOException {
    Files.setPosixFilePermissions(name(), PosixFilePermissions.fromString("rw-------"));
  }

  private void bothEndsAreRefused(String what) {
    assertThatThrownBy(() -> rig.run(what, () -> Ipc.receiver(rig.address().toString()).close()))
        .as("receiver, where there is: %s", what)
        .isInstanceOfAny(CorruptChannelException.class, AccessRefusedException.class)
        .hasMessageContaining(rig.address().name());
    assertThatThrownBy(() -> rig.run(what, () -> Ipc.sender(patient(300)).close()))
        .as("sender, where there is: %s", what)
        .isInstanceOf(IpcException.class)
        .hasMessageContaining(rig.address().name());
  }

  private String patient(int millis) {
    return rig.address("connect=" + millis + "ms").toString();
  }

  @Test
  @DisplayName(
      "16 a directory, link, FIFO or socket has the name: a typed error, no hang, it stays")
  void otherKindsOfFile() throws Exception {
    Path elsewhere = rig.directory().path().resolveSibling(rig.address().name() + ".elsewhere");
    Files.write(elsewhere, headerOfAChannel());
    try {
      Files.deleteIfExists(name()); // a durable medium keeps it
      for (var kind : OtherKinds.at(name(), elsewhere).entrySet()) {
        kind.getValue().run();
        bothEndsAreRefused(kind.getKey());
        assertThat(Files.exists(name(), LinkOption.NOFOLLOW_LINKS)).as(kind.getKey()).isTrue();
        Files.delete(name());
      }
    } finally {
      Files.delete(elsewhere);
    }
  }

  @Test
  @DisplayName("15 a channel of another user is refused, and stays")
  void anotherUsersChannel() throws Exception {
    requireRoot();
    try (Receiver receiver = rig.channel("capacity=64KiB").receiver()) {
      Files.setAttribute(name(), "unix:uid", NOBODY);
      assertThatThrownBy(() -> rig.run("connect", () -> Ipc.sender(patient(500)).close()))
          .isInstanceOf(AccessRefusedException.class)
          .hasMessageContaining(Integer.toString(NOBODY));
      Files.setAttribute(name(), "unix:uid", 0);
      Sender sender = rig.sender();
      sender.send("mine again");
      assertThat(receiver.receiveString()).isEqualTo("mine again");
    }
  }

  @Test
  @DisplayName("15 a runtime directory of another user, or that others can write to, is refused")
  void anotherUsersDirectory() throws Exception {
    requireRoot();
    Path directory = rig.directory().path();
    for (String problem : List.of("of another user", "writable for all")) {
      Path other = Files.createDirectory(directory.resolveSibling(rig.address().name() + ".dir"));
      try {
        if (problem.equals("of another user")) {
          Files.setAttribute(other, "unix:uid", NOBODY);
        } else {
          Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rwxrwxrwx"));
        }
        String address = scheme() + ":x?dir=" + other;
        assertThatThrownBy(() -> Ipc.receiver(address).close())
            .as(problem)
            .isInstanceOf(AccessRefusedException.class)
            .hasMessageContaining(other.toString());
        try (var left = Files.list(other)) {
          assertThat(left).as("left in a directory %s", problem).isEmpty();
        }
      } finally {
        Files.delete(other);
      }
    }
  }

  private void requireRoot() {
    Needs.root("give a file to another user");
  }

  @Test
  @DisplayName("16 the memory is cut short under both ends: a typed error, and the JVM lives")
  void cutShort() throws Exception {
    for (long length : new long[] {0, 100, 4096, 8192}) {
      Address address = rig.otherAddress("capacity=64KiB");
      Receiver receiver = rig.receiver(address);
      Sender sender = rig.sender(address);
      new Outgoing(sender, rig.messages(100, 100)).send(50);
      try (FileChannel file = FileChannel.open(rig.medium(address).orElseThrow(), WRITE)) {
        file.truncate(length);
      }
      MemorySegment message = rig.buffer(100);
      Duration briefly = Duration.ofMillis(1);
      boolean received =
          endsWithATypedError("receive", () -> receiver.receive(message, briefly) >= 0);
      boolean sent = endsWithATypedError("send", () -> sender.send(message, briefly));
      rig.say(
          "cut to %d: typed error on receiving %s, on sending %s"
              .formatted(length, received, sent));
      assertThat(length > 0 || (received && sent))
          .as("typed errors, when nothing is left")
          .isTrue();
      endsOneWayOrTheOther("close the sender", sender::close);
      endsOneWayOrTheOther("close the receiver", receiver::close);
      Files.deleteIfExists(rig.directory().path().resolve(address.name() + "." + scheme()));
    }
  }

  /** Whether it fails; if not, nothing gets through any more. */
  private boolean endsWithATypedError(String what, Callable<Boolean> once) throws Exception {
    try {
      return rig.within(
          what,
          () -> {
            for (int waited = 0; waited < 50; ) {
              waited += onceOrFault(what, once) ? 0 : 1;
            }
            return false;
          });
    } catch (CorruptChannelException | PeerClosedException e) {
      return true;
    }
  }

  /**
   * The JVM tells of a fault at its next safepoint, which can be behind the call that could have made a
   * typed error of it; then the next call has it.
   */
  private boolean onceOrFault(String what, Callable<Boolean> once) throws Exception {
    try {
      return once.call();
    } catch (InternalError e) {
      saidLate(what, e);
      return false;
    }
  }

  private void saidLate(String what, InternalError e) {
    assertThat(e).hasMessageContaining("unsafe memory access");
    rig.say(what + ": the JVM told the caller: " + e.getMessage());
  }

  private void endsOneWayOrTheOther(String what, Step step) throws Exception {
    try {
      rig.run(what, step);
    } catch (InternalError e) {
      saidLate(what, e);
    } catch (IpcException e) {
      assertThat(e).hasMessageContaining(scheme());
    }
  }

  @Test
  @DisplayName("16 a memory full of noise: a typed error, no hang, the JVM lives")
  void noiseEverywhere() throws Exception {
    for (int round = 0; round < 20; round++) {
      Address address = rig.otherAddress("capacity=64KiB");
      Receiver receiver = rig.receiver(address);
      Sender sender = rig.sender(address);
      new Outgoing(sender, rig.messages(0, 500)).send(20);
      try (Scribbler scribbler = Scribbler.on(rig.medium(address).orElseThrow(), rig.random())) {
        scribbler.fillWithNoise();
        MemorySegment message = rig.buffer(receiver.maxMessage());
        Duration briefly = Duration.ofMillis(5);
        endsOneWayOrTheOther("receive", () -> receiver.receive(message, briefly));
        endsOneWayOrTheOther("send", () -> sender.send(message, 0, 100, briefly));
        endsOneWayOrTheOther(
            "a second sender", () -> Ipc.sender(address.toString() + "&connect=20ms").close());
      }
      endsOneWayOrTheOther("close the sender", sender::close);
      endsOneWayOrTheOther("close the receiver", receiver::close);
      Files.deleteIfExists(rig.directory().path().resolve(address.name() + "." + scheme()));
    }
  }

  @Test
  @DisplayName("16 a full file system: ResourceLimitException at open, and what was open goes on")
  void fullMemory() throws Exception {
    requireRoot();
    Path small = rig.directory().path().resolve("small");
    Files.createDirectory(
        small, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    int status =
        new ProcessBuilder(
                "mount", "-t", "tmpfs", "-o", "size=1m,mode=700", "tmpfs", small.toString())
            .start()
            .waitFor();
    try {
      Needs.that(status == 0, "no right to mount a small file system");
      onASmallFileSystem(scheme() + ":%s?dir=" + small + "&capacity=");
    } finally {
      new ProcessBuilder("umount", "-l", small.toString()).start().waitFor();
      Files.delete(small);
    }
  }

  private void onASmallFileSystem(String address) throws Exception {
    try (Receiver open = Ipc.receiver(address.formatted("open") + "64KiB&senders=1");
        Sender sender = Ipc.sender(address.formatted("open") + "64KiB")) {
      for (String size : List.of("1MiB", "4MiB", "256MiB")) {
        assertThatThrownBy(
                () -> {
                  try (Receiver _ = Ipc.receiver(address.formatted("big") + size);
                      Sender other = Ipc.sender(address.formatted("big") + size + "&connect=1s")) {
                    other.send("there was room");
                  }
                })
            .as(size)
            .isInstanceOf(ResourceLimitException.class);
        sender.send("goes on");
        assertThat(open.receiveString()).isEqualTo("goes on");
      }
    }
    try (Receiver again = Ipc.receiver(address.formatted("big") + "64KiB&senders=1")) {
      assertThat(again.isEnded()).isFalse();
    }
  }
}
