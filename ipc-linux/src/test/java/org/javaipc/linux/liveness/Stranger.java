package org.javaipc.linux.liveness;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.javaipc.AccessPolicy;
import org.javaipc.IpcException;
import org.javaipc.linux.region.FileRegionStore;
import org.javaipc.linux.region.TestRegions;

/** Main class of a child that runs as another user: tries a directory and says what it got. */
public final class Stranger {
  private Stranger() {}

  public static void main(String[] arguments) throws Exception {
    Path path = Path.of(arguments[0]);
    attempt(path, AccessPolicy.PRIVATE);
    attempt(path, new AccessPolicy(0600, Set.of(Integer.valueOf(arguments[1])), Set.of()));
  }

  private static void attempt(Path path, AccessPolicy policy) {
    try {
      RuntimeDirectory directory = RuntimeDirectory.open(Optional.of(path), policy);
      System.out.println(
          new FileRegionStore(directory, "a.shm", TestRegions.FORMAT, policy).open().isPresent());
    } catch (IpcException e) {
      System.out.println(e);
    }
  }
}
