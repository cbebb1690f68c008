package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.javaipc.Address;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Line 15: mode 0600 unless told otherwise. */
interface Line15Permissions extends ContractLine {
  @Test
  @DisplayName("15 whatever a channel puts into its directory has mode 0600")
  default void privateByDefault() throws Exception {
    rig().receiver();
    rig().sender().send("x");
    try (Stream<Path> entries = Files.list(rig().directory().path())) {
      var objects = entries.filter(Files::exists).toList();
      rig().requireThat(!objects.isEmpty(), "nothing of this transport lies in a directory");
      for (Path object : objects) {
        assertThat(modeOf(object)).as("mode of %s", object).isEqualTo("rw-------");
      }
    }
  }

  @Test
  @DisplayName("15 mode= is the mode of the channel's file, whatever the umask")
  default void statedMode() throws Exception {
    for (String[] mode : new String[][] {{"0660", "rw-rw----"}, {"0600", "rw-------"}}) {
      Address address = rig().otherAddress("mode=" + mode[0]);
      try (Receiver receiver = rig().receiver(address)) {
        Path medium = rig().requireMedium(address);
        assertThat(modeOf(medium)).as("%s of %s", mode[0], receiver.address()).isEqualTo(mode[1]);
      }
    }
  }

  @Test
  @DisplayName(
      "15 who may not write a file of a channel may not read it either: a reader's lock would bind all")
  default void readersLockNothing() throws Exception {
    Address address = rig().otherAddress("mode=0644");
    try (Receiver _ = rig().receiver(address);
        Sender _ = rig().sender(address);
        Stream<Path> entries = Files.list(rig().directory().path())) {
      List<Path> files = entries.filter(Files::isRegularFile).toList();
      rig().requireThat(!files.isEmpty(), "no file of this transport lies in a directory");
      for (Path file : files) {
        assertThat(modeOf(file)).as("mode of %s", file).matches("rw-(rw-|-w-|---){2}");
      }
    }
  }

  private static String modeOf(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
