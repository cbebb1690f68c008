package org.javaipc.objects;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.javaipc.Ipc;
import org.javaipc.PeerDiedException;
import org.javaipc.Receiver;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody removes the files of the runtime directory while a process lives: systemd at a logout, or a cleaner. */
class SlotFilesTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"shm", "fifo", "unix", "mq"})
  void aProcessWhoseFilesWereRemovedHasPeersAgainAndTheirDeathsAreNoticed(String scheme)
      throws Exception {
    try (Receiver old = Ipc.receiver(address(scheme, "old"));
        Program sender = Program.java(SendMain.class, address(scheme, "old"))) {
      assertThat(sender.line()).isEqualTo("sent");
      assertThat(old.receive(LONG).orNull()).asString().isEqualTo("hello");
      removeAll();
      try (Receiver fresh = Ipc.receiver(address(scheme, "fresh"));
          Program second = Program.java(SendMain.class, address(scheme, "fresh"))) {
        assertThat(second.line()).isEqualTo("sent");
        assertThat(fresh.receive(LONG).orNull()).asString().isEqualTo("hello");
        second.kill();
        assertThat(death(fresh)).hasMessageContaining("pid " + second.pid());
      }
      sender.kill(); // of whom the receiver knew before
      assertThat(death(old)).hasMessageContaining("pid " + sender.pid());
    }
  }

  private String address(String scheme, String name) {
    return scheme + ":" + name + "?connect=20s&dir=" + folder;
  }

  private void removeAll() throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : List.copyOf(files.toList())) {
        Files.delete(file);
      }
    }
  }

  private static PeerDiedException death(Receiver receiver) throws Exception {
    try {
      throw new AssertionError("received " + receiver.receive(LONG));
    } catch (PeerDiedException e) {
      return e;
    }
  }
}
