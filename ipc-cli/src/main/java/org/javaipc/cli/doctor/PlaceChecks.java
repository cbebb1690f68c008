package org.javaipc.cli.doctor;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.javaipc.linux.liveness.RuntimeDirectory;

/** Where channels live. */
public final class PlaceChecks {
  private static final long MEBI = 1 << 20;

  /** What a container is given unless somebody asks for more. */
  private static final long SMALL = 64 * MEBI;

  /** A channel with all its senders takes 16 MiB unless stated otherwise. */
  private static final long LEAST_FREE = 32 * MEBI;

  private PlaceChecks() {}

  /** {@return the checks} */
  public static List<Check> all() {
    return List.of(sharedMemory(), directory());
  }

  private static Check sharedMemory() {
    try {
      FileStore store = Files.getFileStore(Path.of("/dev/shm"));
      return sharedMemory(store.type(), store.getTotalSpace(), store.getUsableSpace());
    } catch (IOException e) {
      return Check.problem(
          "/dev/shm", "cannot be used: " + e.getMessage(), "mount -t tmpfs tmpfs /dev/shm");
    }
  }

  static Check sharedMemory(String type, long total, long free) {
    String found = "%s of %d MiB, %d MiB free".formatted(type, total / MEBI, free / MEBI);
    if (free < LEAST_FREE || total <= SMALL) {
      return Check.warn(
          "/dev/shm",
          found,
          "see what fills it (ipc list, ipc clean, du), or enlarge it: mount -o"
              + " remount,size=1G /dev/shm; in a container, docker run --shm-size=1g");
    }
    return Check.ok("/dev/shm", found);
  }

  private static Check directory() {
    String name = "runtime directory";
    try {
      Path path = RuntimeDirectory.location(Optional.empty());
      return RuntimeDirectory.existing(Optional.empty()).isPresent()
          ? Check.ok(name, describe(path))
          : Check.ok(name, path + ", made when first used");
    } catch (IOException e) {
      return Check.problem(name, "cannot be used", String.valueOf(e.getMessage()));
    }
  }

  private static String describe(Path path) throws IOException {
    PosixFileAttributes attributes = Files.readAttributes(path, PosixFileAttributes.class);
    return "%s, %s of %s on %s"
        .formatted(
            path,
            PosixFilePermissions.toString(attributes.permissions()),
            attributes.owner().getName(),
            Files.getFileStore(path).type());
  }
}
