package org.javaipc.linux.region;

import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.javaipc.AccessPolicy;
import org.javaipc.IpcException;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.liveness.ProcessLiveness;
import org.javaipc.linux.liveness.ProcessSlot;
import org.javaipc.linux.liveness.RuntimeDirectory;
import org.javaipc.linux.raw.Errno;
import org.javaipc.spi.SharedRegion;

/** Main class of a child with few descriptors: uses them up, and shows that what it has goes on. */
final class Exhauster {
  private Exhauster() {}

  public static void main(String[] arguments) throws Exception {
    RuntimeDirectory directory =
        RuntimeDirectory.open(Optional.of(Path.of(arguments[0])), AccessPolicy.PRIVATE);
    loadWhatIsNeededWithoutDescriptors(directory);
    CountDownLatch death = new CountDownLatch(1);
    ProcessLiveness.of(directory).watch(Long.parseLong(arguments[1]), death::countDown);
    List<SharedRegion> regions = new ArrayList<>();
    try {
      while (true) {
        String name = "r" + regions.size() + ".shm";
        regions.add(
            new FileRegionStore(directory, name, TestRegions.FORMAT, AccessPolicy.PRIVATE)
                .create(4096, 4096, TestRegions::header));
      }
    } catch (IpcException e) {
      System.out.println(e);
    }
    regions.getFirst().segment().set(ValueLayout.JAVA_INT, 100, 1);
    regions.getFirst().unlink();
    death.await();
    System.out.println("death noticed");
    for (SharedRegion region : regions) {
      region.unlink();
      region.close();
    }
  }

  /** Without descriptors a JVM cannot load classes from folders either. */
  private static void loadWhatIsNeededWithoutDescriptors(RuntimeDirectory directory)
      throws Exception {
    ProcessSlot.remove(directory, 1);
    FileRegionStore store =
        new FileRegionStore(directory, "warm.shm", TestRegions.FORMAT, AccessPolicy.PRIVATE);
    try (SharedRegion region = store.create(4096, 4096, TestRegions::header)) {
      region.unlink();
    }
    try {
      SystemErrors.check(-Errno.EMFILE, "none", "nothing");
    } catch (IpcException e) {
      System.out.println(e);
    }
  }
}
