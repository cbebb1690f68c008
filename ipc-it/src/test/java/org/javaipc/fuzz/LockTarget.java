package org.javaipc.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.javaipc.AccessPolicy;
import org.javaipc.IpcException;
import org.javaipc.shm.InterProcessLock;

/** The file of a lock, as somebody left it, and as somebody changes it while it is held. */
final class LockTarget implements Decoder.Target {
  private final Workshop workshop = new Workshop();

  @Override
  public List<byte[]> seeds() {
    byte[] whole = new byte[4096];
    System.arraycopy("JAVAIPCL".getBytes(StandardCharsets.US_ASCII), 0, whole, 0, 8);
    whole[8] = 2;
    return List.of(whole, Arrays.copyOf(whole, 136));
  }

  @Override
  public void read(byte[] input) throws Exception {
    try {
      put(input);
      try (InterProcessLock lock = open()) {
        lock.tryLock();
        lock.owner();
      }
    } catch (IpcException e) {
      // told, and typed
    } finally {
      workshop.empty();
    }
    try (InterProcessLock lock = open()) {
      lock.lock();
      put(input);
      lock.owner();
      lock.unlock();
      lock.tryLock();
    } catch (IpcException e) {
      // told, and typed
    } finally {
      workshop.empty();
    }
  }

  private InterProcessLock open() throws IpcException {
    return InterProcessLock.open("x", Optional.of(workshop.directory()), AccessPolicy.PRIVATE);
  }

  private void put(byte[] input) throws IOException {
    Path file = workshop.path("x.lock");
    Files.write(file, input);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  @Override
  public void close() throws IOException {
    workshop.close();
  }
}
