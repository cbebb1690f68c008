package org.javaipc.test;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * For test classes that exhaust a resource that the kernel limits per user, such as the bytes of message queues. Of all
 * test classes that name the resource, in all JVMs of this user, one runs while the others wait.
 */
public final class OneAtATime implements BeforeAllCallback, AfterAllCallback {
  private final Path file;
  private @Nullable FileChannel channel;

  /**
   * Makes the class wait for others that name the same resource.
   *
   * @param what name of the resource
   */
  public OneAtATime(String what) {
    String name = "javaipc-test-%s-%s.lock".formatted(System.getProperty("user.name"), what);
    this.file = Path.of(System.getProperty("java.io.tmpdir"), name);
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = channel.lock();
    if (!lock.isValid()) {
      throw new IOException("no lock of " + file);
    }
  }

  /** Closing the file releases the lock. */
  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
