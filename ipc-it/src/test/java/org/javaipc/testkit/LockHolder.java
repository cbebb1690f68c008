package org.javaipc.testkit;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.javaipc.AccessPolicy;
import org.javaipc.process.LockFile;
import org.javaipc.shm.InterProcessLock;

/** Takes a lock, says so, and holds it until it is killed. */
final class LockHolder {
  private LockHolder() {}

  @SuppressWarnings("SystemOut") // the parent reads it
  public static void main(String[] args) throws Exception {
    Path place = Path.of(args[1]);
    if (args[0].equals("file")) {
      LockFile.open(place.resolve("locked")).whole().tryExclusive();
    } else {
      InterProcessLock.open("lock", Optional.of(place), AccessPolicy.PRIVATE).lock();
    }
    System.out.println("held");
    while (true) {
      LockSupport.park();
    }
  }
}
