package org.javaipc.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.javaipc.Claim;
import org.javaipc.CorruptChannelException;
import org.javaipc.Ipc;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Memory that another user may write to, and so take away while a handler reads it. */
class TrustedMemoryTest {
  @TempDir Path folder;
  private Path directory;

  @BeforeEach
  void makeDirectory() throws Exception {
    directory =
        Files.createDirectory(
            folder.resolve("run"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  private String address(String scheme, String options) {
    return scheme + ":shared?dir=" + directory + options;
  }

  @ParameterizedTest
  @ValueSource(strings = {"shm", "mmap"})
  @DisplayName(
      "Where the group may write, a handler that has what the JVM does not guard survives a cut")
  void handlersAndClaimsGetMemoryThatNobodyTakesAway(String scheme) throws Exception {
    List<String> got = new ArrayList<>();
    try (Receiver receiver = Ipc.receiver(address(scheme, "&mode=0660"));
        Sender sender = Ipc.sender(address(scheme, ""))) {
      sender.send("one");
      Claim claim = sender.claim(100);
      put(claim, "two");
      claim.commit(3);
      assertThat(
              receiver.poll(
                  (segment, offset, length) -> got.add(text(segment, offset, length)), 10))
          .isEqualTo(2);
      assertThat(got).containsExactly("one", "two");
      sender.send("three");
      Claim last = sender.claim(100);
      receiver.poll(
          (segment, offset, length) -> {
            cut(scheme);
            ByteBuffer bytes = segment.asSlice(offset, length).asByteBuffer();
            CRC32 checksum = new CRC32();
            checksum.update(bytes);
            assertThat(checksum.getValue()).isEqualTo(crc("three"));
          },
          1);
      put(last, "four"); // into memory that is still there
      assertThatThrownBy(() -> last.commit(4)).isInstanceOf(CorruptChannelException.class);
    } catch (CorruptChannelException e) {
      assertThat(got).hasSize(2); // of the poll, after its handler, or of a close
    }
  }

  @Test
  @DisplayName("Where only this user may write, a handler sees the channel's own memory")
  void privateChannelsCopyNothing() throws Exception {
    try (Receiver receiver = Ipc.receiver(address("shm", ""));
        Sender sender = Ipc.sender(address("shm", ""))) {
      sender.send("one");
      sender.send("two");
      List<Long> offsets = new ArrayList<>();
      receiver.poll((segment, offset, length) -> offsets.add(segment.address() + offset), 10);
      assertThat(offsets).doesNotHaveDuplicates();
    }
  }

  private void cut(String scheme) {
    try (RandomAccessFile file =
        new RandomAccessFile(directory.resolve("shared." + scheme).toFile(), "rw")) {
      file.setLength(0);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void put(Claim claim, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    MemorySegment.copy(
        MemorySegment.ofArray(bytes), 0, claim.segment(), claim.offset(), bytes.length);
  }

  private static long crc(String text) {
    CRC32 checksum = new CRC32();
    checksum.update(text.getBytes(StandardCharsets.US_ASCII));
    return checksum.getValue();
  }

  private static String text(MemorySegment segment, long offset, long length) {
    return new String(
        segment.asSlice(offset, length).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE),
        StandardCharsets.US_ASCII);
  }
}
