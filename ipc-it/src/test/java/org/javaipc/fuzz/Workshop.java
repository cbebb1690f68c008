package org.javaipc.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A runtime directory for the objects of one target. */
final class Workshop implements AutoCloseable {
  private final Path directory;

  Workshop() {
    try {
      directory = Files.createTempDirectory(Path.of("/dev/shm"), "javaipc-fuzz-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path path(String name) {
    return directory.resolve(name);
  }

  Path directory() {
    return directory;
  }

  /** {@return an address of this directory; nobody waits in it for long} */
  String address(String scheme, String name, String more) {
    return scheme + ":" + name + "?connect=1ms&dir=" + directory + more;
  }

  /** {@return the plain files, also in folders, with what is in them, without those of processes} */
  Map<String, byte[]> files() throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String name = directory.relativize(file).toString();
        if (!name.startsWith(".proc-")) {
          files.put(name, Files.readAllBytes(file));
        }
      }
    }
    return files;
  }

  void empty() throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      for (Path path : all.toList()) {
        if (!path.getFileName().toString().startsWith(".proc-")) {
          remove(path);
        }
      }
    }
  }

  private static void remove(Path path) throws IOException {
    try (Stream<Path> all = Files.walk(path)) {
      List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path each : deepestFirst) {
        Files.deleteIfExists(each);
      }
    }
  }

  @Override
  public void close() throws IOException {
    remove(directory);
  }
}
