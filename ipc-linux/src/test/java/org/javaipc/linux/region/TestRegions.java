package org.javaipc.linux.region;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.javaipc.AccessPolicy;
import org.javaipc.linux.liveness.RuntimeDirectory;
import org.javaipc.spi.SharedRegion;
import org.javaipc.test.Needs;

/** The smallest format of a region: a magic number and the owner's slot. */
public final class TestRegions {
  public static final long MAGIC = 0x1122334455667788L;
  public static final RegionFormat FORMAT =
      new RegionFormat(
          MAGIC, header -> header.byteSize() < 16 ? 0 : header.get(ValueLayout.JAVA_LONG, 8));

  private TestRegions() {}

  /** Main class of a child: creates a region so many times, and keeps the last until input ends. */
  public static void main(String[] arguments) throws Exception {
    RuntimeDirectory directory =
        RuntimeDirectory.open(Optional.of(Path.of(arguments[0])), AccessPolicy.PRIVATE);
    FileRegionStore store =
        new FileRegionStore(directory, arguments[1], FORMAT, AccessPolicy.PRIVATE);
    List<SharedRegion> kept = new ArrayList<>();
    for (int left = Integer.parseInt(arguments[2]); left > 0; left--) {
      SharedRegion region = store.create(65536, 65536, TestRegions::header);
      if (left > 1) {
        region.unlink();
        region.close();
      } else {
        kept.add(region);
      }
    }
    System.out.println("created");
    while (System.in.read() >= 0) {
      // until the parent closes its end
    }
    for (SharedRegion region : kept) {
      region.close();
    }
  }

  public static void header(MemorySegment memory, long self) {
    memory.set(ValueLayout.JAVA_LONG, 0, MAGIC);
    memory.set(ValueLayout.JAVA_LONG, 8, self);
  }

  public static int openFiles() {
    return Path.of("/proc/self/fd").toFile().list().length;
  }

  /** Makes another user the owner of a file, which only root may. */
  public static void giveTo(Path file, int uid) throws IOException {
    Needs.root("give a file to another user");
    Files.setAttribute(file, "unix:uid", uid);
  }

  /** Skips the rest of a test and says why. */
  public static void skip(String reason) {
    Needs.that(false, reason);
  }
}
