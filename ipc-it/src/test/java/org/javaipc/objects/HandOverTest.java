package org.javaipc.objects;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.javaipc.linux.memory.Seal;
import org.javaipc.mmap.SharedMapping;
import org.javaipc.socket.PassedDescriptor;
import org.javaipc.socket.UnixServerSocket;
import org.javaipc.socket.UnixSocket;
import org.javaipc.socket.UnixSocketAddress;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory without a name that goes to another process, as a descriptor over a Unix domain socket. */
class HandOverTest {
  private static final VarHandle LONG = JAVA_LONG.varHandle();
  private static final UnixSocketAddress SOCKET =
      UnixSocketAddress.inAbstractNamespace("javaipc-hand-over-" + ProcessHandle.current().pid());

  @TempDir Path folder;

  @Test
  @DisplayName(
      "M7 X10 Memory is handed over to another JVM by its descriptor, and both see it at once")
  void toAnotherJvm() throws Exception {
    try (SharedMapping memory = SharedMapping.create("handed", 65_536);
        UnixServerSocket server = UnixServerSocket.bind(SOCKET);
        Program other = Program.java(Attached.class, "handed", SOCKET.text(), "answer", 41)) {
      handOver(server, memory);
      ask(memory, other);
    }
  }

  @Test
  @DisplayName("M7 X10 Memory is handed over to a C program")
  void toAProgramInC() throws Exception {
    CProgram c = CProgram.compile("shared", folder);
    try (SharedMapping memory = SharedMapping.create("handed", 65_536);
        UnixServerSocket server = UnixServerSocket.bind(SOCKET);
        Program other = c.start("handed", SOCKET.text(), "answer", 41)) {
      handOver(server, memory);
      ask(memory, other);
    }
  }

  @Test
  @DisplayName("M7 X10 A C program hands memory over, which is kept when that program has ended")
  void fromAProgramInC() throws Exception {
    CProgram c = CProgram.compile("shared", folder);
    List<PassedDescriptor> came = new ArrayList<>();
    try (UnixServerSocket server = UnixServerSocket.bind(SOCKET);
        Program other = c.start("handed", SOCKET.text(), "hand-over", 5000, 77);
        UnixSocket socket = server.accept()) {
      assertThat(socket.read(MemorySegment.ofArray(new byte[1]), came)).isEqualTo(1);
      assertThat(other.exit()).isZero();
    }
    try (SharedMapping memory = SharedMapping.adopt(came.getFirst().release())) {
      assertThat(memory.size()).isEqualTo(5000);
      assertThat(memory.segment().get(JAVA_LONG, 0)).isEqualTo(77);
      assertThat(memory.seals()).isEmpty();
      memory.seal(Seal.GROW, Seal.SHRINK);
      memory.segment().set(JAVA_LONG, 0, 78);
    }
  }

  @Test
  @DisplayName("M7 M11 Memory that is sealed against writing can only be read by who gets it")
  void sealedForTheOther() throws Exception {
    try (SharedMapping memory = SharedMapping.create("handed", 65_536);
        UnixServerSocket server = UnixServerSocket.bind(SOCKET)) {
      memory.seal(Seal.FUTURE_WRITE);
      memory.segment().set(JAVA_LONG, 0, 7);
      try (Program reader = Program.java(Attached.class, "handed", SOCKET.text(), "get")) {
        handOver(server, memory);
        assertThat(reader.line()).isEqualTo("7");
        assertThat(reader.exit()).isZero();
      }
      try (Program writer = Program.java(Attached.class, "handed", SOCKET.text(), "set", 8)) {
        handOver(server, memory);
        assertThat(writer.exit()).isNotZero();
      }
      assertThat(memory.segment().get(JAVA_LONG, 0)).isEqualTo(7);
    }
  }

  private static void handOver(UnixServerSocket server, SharedMapping memory) throws Exception {
    try (UnixSocket socket = server.accept();
        PassedDescriptor descriptor = PassedDescriptor.duplicate(memory.descriptor())) {
      socket.write(MemorySegment.ofArray(new byte[1]), List.of(descriptor));
    }
  }

  private static void ask(SharedMapping memory, Program other) throws Exception {
    assertThat(other.line()).isEqualTo("waiting");
    LONG.setRelease(memory.segment(), 0L, 41L);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> (long) LONG.getAcquire(memory.segment(), 8L) == 42);
    assertThat(other.exit()).isZero();
  }
}
