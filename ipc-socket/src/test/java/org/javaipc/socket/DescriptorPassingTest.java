package org.javaipc.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Descriptors beside the bytes. */
class DescriptorPassingTest {
  @TempDir Path folder;

  @Test
  @DisplayName("U7 a descriptor passed in each direction stands for the same file")
  void descriptorsGoBothWays() throws Exception {
    Path file = Files.writeString(folder.resolve("f"), "what is in the file");
    UnixSocket.Pair pair = UnixSocket.pair();
    try (UnixSocket first = pair.first();
        UnixSocket second = pair.second();
        PassedDescriptor sent = PassedDescriptor.open(file, true)) {
      pass(first, second, List.of(sent));
      pass(second, first, List.of(sent));
    }
    assertThat(file).hasContent("what is in the file");
  }

  private static void pass(UnixSocket from, UnixSocket to, List<PassedDescriptor> sent)
      throws Exception {
    from.write(Bytes.of("here"), sent);
    List<PassedDescriptor> came = new ArrayList<>();
    assertThat(to.read(Bytes.room(4), came)).isEqualTo(4);
    assertThat(came).hasSize(1);
    try (PassedDescriptor descriptor = came.getFirst();
        FileChannel channel = descriptor.fileChannel(Set.of(StandardOpenOption.READ))) {
      assertThat(descriptor.number()).isNotEqualTo(sent.getFirst().number());
      ByteBuffer content = ByteBuffer.allocate(100);
      channel.read(content);
      assertThat(new String(content.array(), 0, content.position(), StandardCharsets.UTF_8))
          .isEqualTo("what is in the file");
    }
  }

  @Test
  @DisplayName("U7 a socket that is passed goes on at its new place")
  void socketIsPassed() throws Exception {
    UnixSocket.Pair carrier = UnixSocket.pair();
    UnixSocket.Pair passenger = UnixSocket.pair();
    try (PassedDescriptor duplicate = passenger.second().duplicate()) {
      carrier.first().write(Bytes.of("x"), List.of(duplicate));
    }
    passenger.second().close();
    List<PassedDescriptor> came = new ArrayList<>();
    carrier.second().read(Bytes.room(1), came);
    try (UnixSocket arrived = UnixSocket.of(came.getFirst())) {
      passenger.first().write(Bytes.of("hello"));
      assertThat(Bytes.read(arrived, 5)).isEqualTo("hello");
    }
    assertThat(passenger.first().read(Bytes.room(1))).isEqualTo(UnixSocket.END_OF_STREAM);
    passenger.first().close();
    carrier.first().close();
    carrier.second().close();
  }

  @Test
  @DisplayName(
      "U7 the kernel's 253 descriptors go in one message, either way, and 254 are refused with the limit")
  void mostDescriptors() throws Exception {
    UnixSocket.Pair pair = UnixSocket.pair();
    try (UnixSocket first = pair.first();
        UnixSocket second = pair.second()) {
      passMost(first, second);
      passMost(second, first);
      first.write(Bytes.of("plain"));
      assertThat(Bytes.read(second, 5)).as("both ends go on").isEqualTo("plain");
    }
  }

  private static void passMost(UnixSocket from, UnixSocket to) throws Exception {
    try (PassedDescriptor one = PassedDescriptor.duplicate(0)) {
      long before = OpenDescriptors.files();
      from.write(Bytes.of("x"), Collections.nCopies(253, one));
      List<PassedDescriptor> came = new ArrayList<>();
      assertThat(to.read(Bytes.room(1), came)).isEqualTo(1);
      assertThat(came).hasSize(253);
      assertThat(came.stream().map(PassedDescriptor::number).distinct()).hasSize(253);
      came.forEach(PassedDescriptor::close);
      assertThat(OpenDescriptors.files()).isEqualTo(before);
      assertThatThrownBy(() -> from.write(Bytes.of("x"), Collections.nCopies(254, one)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("254")
          .hasMessageContaining("253");
    }
  }

  @Test
  @DisplayName("U7 descriptors that nobody asked for are not kept")
  void unwantedDescriptorsAreDropped() throws Exception {
    UnixSocket.Pair pair = UnixSocket.pair();
    try (UnixSocket first = pair.first();
        UnixSocket second = pair.second();
        PassedDescriptor one = PassedDescriptor.duplicate(0)) {
      long before = OpenDescriptors.files();
      for (int i = 0; i < 50; i++) {
        first.write(Bytes.of("plain"), Collections.nCopies(10, one));
        assertThat(Bytes.read(second, 5)).isEqualTo("plain");
      }
      assertThat(OpenDescriptors.files()).isEqualTo(before);
    }
  }
}
