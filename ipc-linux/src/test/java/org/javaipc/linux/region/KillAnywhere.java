package org.javaipc.linux.region;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.javaipc.AccessPolicy;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.file.FileAccess;
import org.javaipc.linux.file.FileSpace;
import org.javaipc.linux.file.Mapping;
import org.javaipc.linux.liveness.ExistingFile;
import org.javaipc.linux.liveness.ProcessSlot;
import org.javaipc.linux.liveness.RuntimeDirectory;
import org.javaipc.linux.liveness.StaleFile;
import org.javaipc.linux.liveness.UnpublishedFile;
import org.javaipc.spi.SharedRegion;

/** Main class of a child that makes and removes everything, over and over, until it is killed. */
final class KillAnywhere {
  private static final int MOST_SLOTS = 2_000;

  private KillAnywhere() {}

  public static void main(String[] arguments) throws Exception {
    RuntimeDirectory directory =
        RuntimeDirectory.open(Optional.of(Path.of(arguments[0])), AccessPolicy.PRIVATE);
    start(() -> region(directory, "a.shm"));
    start(() -> namedFile(directory, "b.shm"));
    List<ProcessSlot> slots = new ArrayList<>();
    System.out.println("started");
    while (slots.size() < MOST_SLOTS) {
      slots.add(ProcessSlot.take(directory));
    }
    System.in.read(); // until the test, which never writes, kills it or ends
    Runtime.getRuntime().halt(0);
  }

  /** One step of what a thread repeats. */
  private interface Step {
    void run() throws Exception;
  }

  private static void start(Step step) {
    Thread.ofPlatform()
        .start(() -> {
          try {
            while (true) {
              step.run();
            }
          } catch (Exception e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
          }
        });
  }

  private static void region(RuntimeDirectory directory, String name) throws Exception {
    FileRegionStore store =
        new FileRegionStore(directory, name, TestRegions.FORMAT, AccessPolicy.PRIVATE);
    try (SharedRegion region = store.create(8192, 8192, TestRegions::header)) {
      region.unlink();
    }
  }

  /** What an earlier child was killed over. */
  private static void removeLeftover(RuntimeDirectory directory, String name) throws Exception {
    try (Descriptor file =
        ExistingFile.open(directory, name, AccessPolicy.PRIVATE).orElseThrow().descriptor()) {
      if (!StaleFile.remove(directory, name, file)) {
        throw new IllegalStateException(name + " is owned by somebody alive");
      }
    }
  }

  /** As on a file system without unnamed files. */
  private static void namedFile(RuntimeDirectory directory, String name) throws Exception {
    try (UnpublishedFile hidden =
        UnpublishedFile.named(directory, name, FileAccess.of(AccessPolicy.PRIVATE))) {
      FileSpace.extend(hidden.file(), 8192, 8192);
      try (Mapping mapping = Mapping.shared(hidden.file(), 8192)) {
        TestRegions.header(mapping.segment(), 1);
      }
      if (hidden.publish(name)) {
        directory.unlink(name);
        hidden.file().close();
      } else {
        removeLeftover(directory, name);
      }
    }
  }
}
