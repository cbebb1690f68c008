package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.javaipc.Address;
import org.javaipc.Ipc;
import org.javaipc.TopicPublisher;
import org.javaipc.TopicSubscription;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Line 11 of a topic, and 15 of a channel: mode 0600 unless told otherwise. */
interface TopicPermissions extends ContractLine {
  @Test
  @DisplayName("11 whatever a topic puts into its directory is for its user alone")
  default void privateByDefault() throws Exception {
    rig().publisher().publish("x");
    rig().subscribe();
    List<Path> objects = objects(rig().directory().path());
    rig().requireThat(!objects.isEmpty(), "nothing of this transport lies in a directory");
    for (Path object : objects) {
      assertThat(modeOf(object))
          .as("mode of %s", object)
          .isEqualTo(Files.isDirectory(object) ? "rwx------" : "rw-------");
    }
  }

  @Test
  @DisplayName("11 mode= is the mode of the files of the end that states it, whatever the umask")
  default void statedMode() throws Exception {
    String[] alone = {"0600", "rw-------"};
    String[] group = {"0660", "rw-rw----"}; // whom a log's folder would have to trust
    List<String[]> modes =
        rig().provider().keepsLogs() ? List.<String[]>of(alone) : List.of(group, alone);
    for (String[] mode : modes) {
      Address address = rig().otherAddress("mode=" + mode[0]);
      try (TopicPublisher publisher = Ipc.publisher(address);
          TopicSubscription _ = Ipc.subscribe(address)) {
        publisher.publish("x");
        List<Path> files =
            objects(rig().directory().path()).stream()
                .filter(file -> file.toString().contains(address.name() + "."))
                .filter(Files::isRegularFile)
                .filter(file -> !file.getFileName().toString().startsWith(".proc-"))
                .toList();
        rig().requireThat(!files.isEmpty(), "nothing of this transport lies in a directory");
        assertThat(files).as("files of %s", address).hasSizeGreaterThan(1);
        for (Path file : files) {
          assertThat(modeOf(file)).as("mode=%s of %s", mode[0], file).isEqualTo(mode[1]);
        }
      }
    }
  }

  private static List<Path> objects(Path directory) throws IOException {
    try (Stream<Path> entries = Files.walk(directory)) {
      return entries.filter(entry -> !entry.equals(directory)).filter(Files::exists).toList();
    }
  }

  private static String modeOf(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
