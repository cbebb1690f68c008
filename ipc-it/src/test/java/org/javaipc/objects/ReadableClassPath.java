package org.javaipc.objects;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** A copy of the class path of these tests that other users can read. */
final class ReadableClassPath {
  private static final String TEST_ONLY =
      ".*/(junit|assertj|awaitility|byte-buddy|opentest4j|apiguardian|hamcrest|surefire|testcontainers|docker)[^/]*";

  private ReadableClassPath() {}

  /** Copies it into a folder, but for what only tests need; {@return the class path of the copies} */
  static String copyTo(Path folder) throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    List<String> copies = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(":", -1)) {
      if (!entry.matches(TEST_ONLY) && Files.exists(Path.of(entry))) {
        Path copy = folder.resolve(copies.size() + "-" + Path.of(entry).getFileName());
        Program.run("cp", "-r", "--no-preserve=mode", entry, copy.toString());
        copies.add(copy.toString());
      }
    }
    return String.join(":", copies);
  }
}
