package org.javaipc.objects;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.javaipc.Ipc;
import org.junit.jupiter.api.Test;

/** What the modules need of libraries, of which an application may have another version. */
class LibrariesTest {
  @Test
  void interfacesNeedTheJdkAlone() throws Exception {
    Path place = Path.of(Ipc.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    if (Files.isRegularFile(place)) {
      place = place.resolveSibling("classes"); // beside the jar, in a build
    }
    List<String> found = new ArrayList<>();
    int looked = 0;
    try (Stream<Path> files = Files.walk(place)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
        looked++;
        String constants = Files.readString(file, StandardCharsets.ISO_8859_1);
        if (constants.contains("com/google/") || constants.contains("io/netty/")) {
          found.add(file.toString());
        }
      }
    }
    assertThat(looked).isGreaterThan(50);
    assertThat(found).isEmpty();
  }
}
