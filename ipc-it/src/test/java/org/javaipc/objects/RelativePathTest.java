package org.javaipc.objects;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.javaipc.Address;
import org.javaipc.Ipc;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.spi.NativeText;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Channels at paths that begin in the working directory, and with names that are not text. */
class RelativePathTest {
  @ParameterizedTest
  @ValueSource(strings = {"mmap", "fifo", "unix", "unixgram"})
  void channelOfARelativePathCarriesMessages(String scheme) throws Exception {
    Path folder = Files.createDirectories(Path.of("target", "relative"));
    Files.setPosixFilePermissions(
        folder, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
    for (String name : new String[] {"plain", ".hidden", "caf%E9", "with%3Fsign"}) {
      String address = scheme + ":target/relative/" + name + "-" + scheme;
      assertThat(Address.parse(address)).hasToString(address);
      try (Receiver receiver = Ipc.receiver(address);
          Sender sender = Ipc.sender(address)) {
        sender.send("said");
        assertThat(receiver.receiveString()).as(address).isEqualTo("said");
        assertThat(Ipc.builder().build().status(address)).as(address).hasSize(1);
      }
      Files.deleteIfExists(NativeText.path(Address.parse(address).name())); // mmap: keeps it
    }
  }
}
